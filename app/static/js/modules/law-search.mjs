import { append } from "../lib/html.mjs";

const PAUSE = 250;

/** Finds provisions of law while one types. */
export default class LawSearch {
  constructor(section) {
    this.found = section.querySelector("[data-found]");
    this.words = section.querySelector("input[name=law]");
    this.form = this.words.form;
    this.words.addEventListener("input", () => this.later());
    this.words.addEventListener("keydown", (event) => this.enter(event));
  }

  later() {
    clearTimeout(this.timer);
    this.timer = setTimeout(() => this.search(), PAUSE);
  }

  /** Enter searches; it must not press the form's first button. */
  enter(event) {
    if (event.key !== "Enter") return;
    event.preventDefault();
    this.search();
  }

  async search() {
    const words = this.words.value;
    const chosen = new FormData(this.form).getAll("provisions").map((id) => ["provisions", id]);
    const query = new URLSearchParams([["law", words], ...chosen]);
    const response = await fetch(`${this.found.dataset.url}?${query}`).catch(() => null);
    if (!response?.ok || this.words.value !== words) return;
    const html = await response.text();
    this.found.replaceChildren();
    append(this.found, html);
  }
}
