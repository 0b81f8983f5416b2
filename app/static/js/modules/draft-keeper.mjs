import { forget, keep, recall } from "../lib/drafts.mjs";

const SKIPPED = new Set(["hidden", "password", "file", "submit", "button"]);

/** Keeps what is typed in a form until it is sent, and gives it back after an error, a reload or a time-out. */
export default class DraftKeeper {
  constructor(form) {
    this.form = form;
    this.name = form.dataset.draft;
    this.store = form.dataset.draftStore === "local" ? "localStorage" : "sessionStorage";
    this.initial = this.empty();
    this.off = form.querySelector("[data-draft-off]");
    if (this.hasArrived()) forget(this.name);
    // A form that came back with errors already holds the newest text.
    else if (!("draftPosted" in form.dataset) && JSON.stringify(this.values()) === this.initial) this.restore();
    form.addEventListener("input", () => this.later());
    form.addEventListener("change", () => this.later());
    addEventListener("pagehide", () => this.save());
    form.querySelector("[data-draft-forget]")?.addEventListener("click", () => this.drop());
  }

  hasArrived() {
    return document.querySelector(`[data-module~="draft-done"][data-draft="${CSS.escape(this.name)}"]`) !== null;
  }

  /** The form as the page brought it: on a slow line people write before this script has arrived. */
  empty() {
    const copy = this.form.cloneNode(true);
    copy.reset();
    return JSON.stringify(this.values(copy));
  }

  controls(form = this.form) {
    return [...form.elements].filter((item) => item.name && !SKIPPED.has(item.type) && !("noDraft" in item.dataset));
  }

  values(form) {
    const values = {};
    for (const item of this.controls(form)) {
      const list = (values[item.name] ??= []);
      if (item.type === "radio" || item.type === "checkbox") item.checked && list.push(item.value);
      else if (item.type === "select-multiple") list.push(...[...item.selectedOptions].map((option) => option.value));
      else list.push(item.value);
    }
    return values;
  }

  later() {
    clearTimeout(this.timer);
    this.timer = setTimeout(() => this.save(), 400);
  }

  save() {
    if (this.off?.checked) return forget(this.name); // others use this device
    const values = this.values();
    if (JSON.stringify(values) !== this.initial) keep(this.store, this.name, values);
  }

  restore() {
    const values = recall(this.store, this.name);
    if (!values || JSON.stringify(values) === this.initial) return;
    const left = structuredClone(values);
    for (const item of this.controls()) {
      const list = left[item.name];
      if (!list) continue;
      if (item.type === "radio" || item.type === "checkbox") item.checked = list.includes(item.value);
      else if (item.type === "select-multiple") for (const option of item.options) option.selected = list.includes(option.value);
      else if (list.length) item.value = list.shift();
      item.dispatchEvent(new Event("input", { bubbles: true }));
    }
    this.note(true);
  }

  drop() {
    clearTimeout(this.timer);
    forget(this.name);
    this.form.reset();
    this.initial = JSON.stringify(this.values());
    for (const item of this.controls()) item.dispatchEvent(new Event("input", { bubbles: true }));
    clearTimeout(this.timer);
    this.note(false);
    this.controls()[0]?.focus();
  }

  note(visible) {
    const note = this.form.querySelector("[data-draft-note]");
    if (note) note.hidden = !visible;
  }
}
