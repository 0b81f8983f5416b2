import { fragment } from "../lib/html.mjs";

/** Sends the field data-field to data-url when typing pauses and shows the answer; silent when the network is not there. */
export default class LiveFragment {
  constructor(box) {
    const { url, field, delay, min } = box.dataset;
    this.box = box;
    this.url = url;
    this.shortest = Number(min);
    this.form = box.closest("form");
    this.field = this.form.elements[field];
    this.field.addEventListener("input", () => {
      clearTimeout(this.timer);
      this.timer = setTimeout(() => this.ask(), Number(delay));
    });
  }

  async ask() {
    const text = this.field.value.trim();
    if (text === this.last) return;
    this.last = text;
    this.waiting?.abort();
    if (text.length < this.shortest) return this.box.replaceChildren();
    this.waiting = new AbortController();
    const body = new URLSearchParams({ csrf_token: this.form.elements.csrf_token.value, [this.field.name]: text });
    try {
      const answer = await fetch(this.url, { method: "POST", body, signal: this.waiting.signal, headers: { Accept: "text/html" } });
      if (answer.ok) this.box.replaceChildren(fragment(await answer.text()));
    } catch {
      this.last = null; // asked again with the next key
    }
  }
}
