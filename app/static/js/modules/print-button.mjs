/** Shows a print button where the browser can print. */
export default class PrintButton {
  constructor(button) {
    button.hidden = false;
    button.addEventListener("click", () => window.print());
  }
}
