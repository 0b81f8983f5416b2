/** The field one writes in: keeps what is half-written, sends through the outbox, tells that somebody types. */
import { forget, keep, recall } from "../lib/drafts.mjs";

const TELL_EVERY = 3000;
const SILENT_AFTER = 6000;

export class Composer {
  constructor(form, { name, kept, onSend, onTyping }) {
    Object.assign(this, { form, name, kept, onSend, onTyping });
    this.area = form.querySelector("textarea");
    this.error = form.querySelector("[data-error]");
    this.toldAt = 0;
    if (kept && !this.area.value) this.fill(recall("localStorage", name)?.body ?? "");
    form.addEventListener("submit", (event) => this.submit(event), { capture: true });
    this.area.addEventListener("input", () => this.changed());
    this.area.addEventListener("keydown", (event) => this.key(event));
    addEventListener("pagehide", () => this.store());
  }

  get text() {
    return this.area.value;
  }

  fill(text) {
    this.area.value = text;
    this.area.dispatchEvent(new Event("input", { bubbles: true }));
  }

  /** Put a text where the cursor stands, beside what is already there. */
  insert(text, select = "") {
    const { selectionStart: start, selectionEnd: end, value } = this.area;
    const gap = start > 0 && !/\s$/.test(value.slice(0, start)) ? "\n\n" : "";
    this.area.setRangeText(gap + text, start, end, "end");
    this.area.dispatchEvent(new Event("input", { bubbles: true }));
    this.area.focus();
    const at = select ? this.area.value.indexOf(select) : -1;
    if (at >= 0) this.area.setSelectionRange(at, at + select.length);
  }

  complain(text) {
    this.error.textContent = text;
    this.error.hidden = !text;
    this.area.toggleAttribute("aria-invalid", Boolean(text));
  }

  key(event) {
    // Enter alone makes a new line: on a phone there is no other key for it.
    if (event.key === "Enter" && (event.ctrlKey || event.metaKey) && !event.isComposing) {
      event.preventDefault();
      this.form.requestSubmit();
    }
  }

  submit(event) {
    event.preventDefault();
    event.stopImmediatePropagation(); // the form's own scripts are for pages that are left
    const body = this.text.trim();
    this.area.focus();
    if (!body) return;
    this.complain("");
    this.onSend(body);
    this.fill("");
    this.stopTyping();
    forget(this.name);
  }

  changed() {
    clearTimeout(this.timer);
    this.timer = setTimeout(() => this.store(), 400);
    if (this.error.textContent) this.complain("");
    if (!this.text.trim()) return this.stopTyping();
    clearTimeout(this.quiet);
    this.quiet = setTimeout(() => this.stopTyping(), SILENT_AFTER);
    if (Date.now() - this.toldAt < TELL_EVERY) return;
    this.toldAt = Date.now();
    this.onTyping(true);
  }

  stopTyping() {
    clearTimeout(this.quiet);
    if (this.toldAt) this.onTyping(false);
    this.toldAt = 0;
  }

  store() {
    if (!this.kept) return;
    if (this.text.trim()) keep("localStorage", this.name, { body: this.text });
    else forget(this.name);
  }
}
