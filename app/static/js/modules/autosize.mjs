/** Lets a text area grow with its text where CSS alone cannot. */
export default class Autosize {
  constructor(area) {
    if (CSS.supports("field-sizing", "content")) return;
    const fit = () => {
      area.style.height = "auto";
      area.style.height = `${area.scrollHeight + 2}px`;
    };
    area.addEventListener("input", fit);
    fit();
  }
}
