import { forget, keep, recall } from "../lib/drafts.mjs";

const SKIPPED = new Set(["hidden", "password", "file", "submit", "button"]);

/** What every form that sends something does: it is sent once, counts long texts, keeps a draft where it says so. */
export default class {
  constructor(form) {
    new OneSending(form);
    for (const line of form.querySelectorAll("[data-count-for]")) new Counter(line);
    if (form.dataset.draft) new Draft(form);
  }
}

/** Sends a form once, however often the button is pressed. */
class OneSending {
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

/** Counts the characters of the field data-count-for and says when there are too many. */
class Counter {
  constructor(line) {
    const { countFor: id, max, text } = line.dataset;
    const area = document.getElementById(id);
    if (!area) return;
    const limit = Number(max);
    // Announced only near the limit and after a pause: a voice at every key would drown the text.
    const voice = document.createElement("p");
    voice.className = "visually-hidden";
    voice.setAttribute("role", "status");
    line.after(voice);
    let timer;
    const show = () => {
      const count = [...area.value.replaceAll("\r\n", "\n")].length;
      const words = text.replace("{count}", count);
      line.textContent = words;
      line.classList.toggle("is-over", count > limit);
      clearTimeout(timer);
      timer = setTimeout(() => {
        voice.textContent = count > limit * 0.9 ? words : "";
      }, 1000);
    };
    area.addEventListener("input", show);
    show();
  }
}

/** Keeps what is typed in a form until it is sent, and gives it back after an error, a reload or a time-out. */
class Draft {
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
