/** A short line that screen readers hear and that goes away by itself. */

let line;
let timer;

export function say(text) {
  if (!line) {
    line = document.createElement("p");
    line.setAttribute("role", "status");
    document.body.append(line);
  }
  line.className = "toast-line";
  line.textContent = text;
  clearTimeout(timer);
  timer = setTimeout(() => {
    line.className = "visually-hidden";
    line.textContent = "";
  }, 4000);
}
