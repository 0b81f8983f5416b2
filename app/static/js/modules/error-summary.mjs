/** Brings the list of errors into view and under the reader's voice. */
export default class ErrorSummary {
  constructor(box) {
    box.focus();
    box.addEventListener("click", (event) => {
      const field = document.getElementById(event.target.hash?.slice(1));
      if (!field) return;
      event.preventDefault();
      (field.labels?.[0] ?? field).scrollIntoView({ block: "start" });
      field.focus({ preventScroll: true });
    });
  }
}
