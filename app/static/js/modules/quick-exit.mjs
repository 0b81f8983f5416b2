import { forgetAll } from "../lib/drafts.mjs";

const TWICE_WITHIN = 1500;

/** Leaves at once: blank page, no drafts, no way back to this page. Esc Esc does the same. */
export default class QuickExit {
  constructor(form) {
    this.form = form;
    this.last = -Infinity;
    form.addEventListener("submit", (event) => {
      event.preventDefault();
      this.leave();
    });
    addEventListener("keydown", (event) => this.key(event));
  }

  key(event) {
    if (event.key !== "Escape" || document.querySelector("dialog[open]")) return;
    if (event.timeStamp - this.last < TWICE_WITHIN) this.leave();
    this.last = event.timeStamp;
  }

  leave() {
    document.documentElement.classList.add("leaving");
    document.title = "";
    forgetAll();
    if (this.form.method === "post") {
      // keepalive: the visit ends on the server although this page is already gone.
      fetch(this.form.action, { method: "POST", body: new FormData(this.form), keepalive: true, redirect: "manual" });
    }
    location.replace(this.form.dataset.leaveTo);
  }
}
