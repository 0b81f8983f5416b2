/** Prepared replies: put beside what is already written, with the first gap selected. */
export class Replies {
  constructor(form, url, composer, words) {
    if (!form) return;
    Object.assign(this, { form, url, composer, words });
    this.select = form.querySelector("select");
    form.addEventListener("submit", (event) => {
      event.preventDefault();
      this.put();
    });
  }

  async put() {
    if (!this.select.value) return;
    const response = await fetch(this.url.replace(/0$/, this.select.value), { headers: { Accept: "application/json" } }).catch(() => null);
    if (!response?.ok) return this.composer.complain(this.words.failed);
    const { text, blanks } = await response.json();
    this.composer.insert(text, blanks[0]);
    this.composer.complain(blanks.length ? this.words.blanks : "");
    this.select.value = "";
  }
}
