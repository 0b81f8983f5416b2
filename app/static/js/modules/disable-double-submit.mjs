/** Sends a form once, however often the button is pressed. */
export default class DisableDoubleSubmit {
  constructor(form) {
    this.form = form;
    form.addEventListener("submit", (event) => this.submit(event));
    // Coming back with the back button brings the page as it was left.
    addEventListener("pageshow", (event) => event.persisted && this.free());
  }

  submit(event) {
    if (this.busy) return event.preventDefault();
    queueMicrotask(() => {
      if (event.defaultPrevented) return; // another script sends it
      this.busy = event.submitter ?? this.form;
      this.busy.setAttribute("aria-disabled", "true");
      if (this.busy.dataset.busy) {
        this.words = this.busy.textContent;
        this.busy.textContent = this.busy.dataset.busy;
      }
      this.timer = setTimeout(() => this.free(), 15000); // a lost connection must not lock the form
    });
  }

  free() {
    if (!this.busy) return;
    clearTimeout(this.timer);
    this.busy.removeAttribute("aria-disabled");
    if (this.words) this.busy.textContent = this.words;
    this.busy = this.words = null;
  }
}
