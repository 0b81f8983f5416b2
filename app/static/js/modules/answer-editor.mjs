import { append } from "../lib/html.mjs";

const PAUSE = 1500;

/** Saves the answer while it is written, shows its preview, and finds provisions while one types. */
export default class AnswerEditor {
  constructor(form) {
    this.form = form;
    this.saved = form.querySelector("[data-saved]");
    this.found = form.querySelector("[data-found]");
    this.preview = document.getElementById("answer-preview");
    this.law = form.elements.law;
    form.addEventListener("input", (event) => (event.target === this.law ? this.searchLater() : this.saveLater()));
    form.addEventListener("submit", () => clearTimeout(this.timer));
    addEventListener("pagehide", () => this.dirty && this.send({ keepalive: true }));
    this.law.addEventListener("keydown", (event) => this.enter(event));
  }

  saveLater() {
    this.dirty = true;
    clearTimeout(this.timer);
    this.timer = setTimeout(() => this.save(), PAUSE);
  }

  send(options = {}) {
    const body = new URLSearchParams(new FormData(this.form));
    return fetch(this.saved.dataset.url, { method: "POST", body, headers: { Accept: "application/json" }, ...options });
  }

  async save() {
    this.dirty = false;
    try {
      const response = await this.send();
      if (!response.ok) throw new Error(String(response.status));
      const { saved, preview } = await response.json();
      this.fill(this.saved, saved);
      this.fill(this.preview, preview);
    } catch {
      this.dirty = true;
      this.saved.textContent = this.saved.dataset.failed;
      this.timer = setTimeout(() => this.save(), PAUSE * 10);
    }
  }

  searchLater() {
    clearTimeout(this.searching);
    this.searching = setTimeout(() => this.search(), 250);
  }

  async search() {
    const data = new FormData(this.form);
    const query = new URLSearchParams([["law", this.law.value], ...data.getAll("provisions").map((id) => ["provisions", id])]);
    const response = await fetch(`${this.found.dataset.url}?${query}`).catch(() => null);
    if (response?.ok) this.fill(this.found, await response.text());
  }

  enter(event) {
    if (event.key !== "Enter") return;
    event.preventDefault();
    this.search();
  }

  fill(element, html) {
    element.replaceChildren();
    append(element, html);
  }
}
