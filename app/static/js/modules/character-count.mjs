/** Counts the characters of the field data-for and says when there are too many. */
export default class CharacterCount {
  constructor(line) {
    const { for: id, max, text } = line.dataset;
    const area = document.getElementById(id);
    if (!area) return;
    const limit = Number(max);
    // Announced only near the limit and after a pause: a voice at every key would drown the text.
    const voice = document.createElement("p");
    voice.className = "visually-hidden";
    voice.setAttribute("role", "status");
    line.after(voice);
    let timer;
    const show = () => {
      const count = [...area.value.replaceAll("\r\n", "\n")].length;
      const words = text.replace("{count}", count);
      line.textContent = words;
      line.classList.toggle("is-over", count > limit);
      clearTimeout(timer);
      timer = setTimeout(() => {
        voice.textContent = count > limit * 0.9 ? words : "";
      }, 1000);
    };
    area.addEventListener("input", show);
    show();
  }
}
