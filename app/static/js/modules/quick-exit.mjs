import { forgetAll } from "../lib/drafts.mjs";

const WITHIN = 1500;
const WAYS = { Escape: 2, Shift: 3 };

/** Leaves at once: blank page, no drafts, no way back to this page. Esc twice or Shift three times do the same. */
export default class QuickExit {
  constructor(form) {
    this.form = form;
    Object.assign(this, { pressed: "", times: 0, last: -Infinity });
    form.addEventListener("submit", (event) => {
      event.preventDefault();
      this.leave();
    });
    addEventListener("keydown", (event) => this.key(event));
  }

  key(event) {
    if (event.repeat || document.querySelector("dialog[open]")) return;
    const isAgain = event.key === this.pressed && event.timeStamp - this.last < WITHIN;
    Object.assign(this, { pressed: event.key, times: isAgain ? this.times + 1 : 1, last: event.timeStamp });
    if (this.times === WAYS[event.key]) this.leave();
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
