import { append } from "../lib/html.mjs";

const PAUSE = 1500;

/** Keeps a form on the server while it is filled in; the answer holds HTML for elements, named by their id. */
export default class Autosave {
  constructor(form) {
    this.form = form;
    this.status = form.querySelector("[data-saved]");
    form.addEventListener("input", (event) => "noDraft" in event.target.dataset || this.later());
    form.addEventListener("change", (event) => "noDraft" in event.target.dataset || this.later());
    form.addEventListener("submit", () => this.rest());
    addEventListener("pagehide", () => this.dirty && this.send({ keepalive: true }));
  }

  later(pause = PAUSE) {
    this.dirty = true;
    clearTimeout(this.timer);
    this.timer = setTimeout(() => this.save(), pause);
  }

  /** The form itself is on its way. */
  rest() {
    clearTimeout(this.timer);
    this.dirty = false;
  }

  send(options = {}) {
    const body = new URLSearchParams(new FormData(this.form));
    return fetch(this.status.dataset.url, { method: "POST", body, headers: { Accept: "application/json" }, ...options });
  }

  async save() {
    this.dirty = false;
    try {
      const response = await this.send();
      if (!response.ok) throw new Error(String(response.status));
      for (const [id, html] of Object.entries(await response.json())) this.fill(id, html);
    } catch {
      this.status.textContent = this.status.dataset.failed;
      if (!this.dirty) this.later(PAUSE * 10);
    }
  }

  fill(id, html) {
    const element = document.getElementById(id);
    element?.replaceChildren();
    if (element) append(element, html);
  }
}
