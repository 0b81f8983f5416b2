import { append } from "../lib/html.mjs";

const PAUSE = 250;

/** Finds what can be cited while one types, and puts it into the conversation without leaving it. */
export default class Cite {
  constructor(root) {
    this.root = root;
    this.list = root.querySelector("[data-found]");
    this.words = root.querySelector("input[type=search]");
    this.words.addEventListener("input", () => this.later());
    root.addEventListener("toggle", () => root.open && !this.list.children.length && this.search());
    root.addEventListener("submit", (event) => this.submit(event));
  }

  later() {
    clearTimeout(this.timer);
    this.timer = setTimeout(() => this.search(), PAUSE);
  }

  async search() {
    const words = this.words.value;
    const response = await fetch(`${this.root.dataset.url}&${new URLSearchParams({ q: words })}`).catch(() => null);
    if (!response?.ok || response.redirected || this.words.value !== words) return;
    const html = await response.text();
    this.list.replaceChildren();
    append(this.list, html);
  }

  submit(event) {
    const form = event.target;
    if (form.method === "get") {
      event.preventDefault();
      return this.search();
    }
    if (!this.root.matches("details")) return; // the page of its own leads back by itself
    event.preventDefault();
    this.send(form, event.submitter);
  }

  async send(form, button) {
    if (button) button.disabled = true;
    const options = { method: "POST", body: new URLSearchParams(new FormData(form)), headers: { Accept: "application/json" } };
    const answer = await fetch(form.action, options).then((response) => response.json()).catch(() => null);
    if (button) button.disabled = false;
    // A repeat after a lost answer carries the same id: the card comes once.
    if (answer?.ok) this.finish();
    else this.say(answer?.error?.message || this.root.dataset.failed);
  }

  say(text) {
    this.root.querySelector("[data-cite-status]").textContent = text;
  }

  finish() {
    this.say("");
    this.root.open = false;
    this.list.replaceChildren();
    this.words.value = "";
    document.querySelector("#body")?.focus();
  }
}
