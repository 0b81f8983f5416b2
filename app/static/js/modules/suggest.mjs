// Suggestions under a search box (ARIA combobox with a list box). Typing is never held up:
// an answer that comes late is dropped, and without an answer the form simply searches.
const PAUSE = 120;
const MIN_LENGTH = 2;

export default class {
  constructor(box) {
    this.box = box;
    this.input = box.querySelector("input");
    this.list = document.createElement("ul");
    this.list.id = `${this.input.id}-list`;
    this.list.className = "suggestions";
    this.list.hidden = true;
    this.list.setAttribute("role", "listbox");
    this.status = document.createElement("p");
    this.status.className = "visually-hidden";
    this.status.setAttribute("role", "status");
    box.append(this.list, this.status);
    this.options = [];
    this.current = -1;
    this.prepareInput();
  }

  prepareInput() {
    const label = document.querySelector(`label[for="${this.input.id}"]`);
    if (label) this.list.setAttribute("aria-label", label.textContent.trim());
    this.input.setAttribute("role", "combobox");
    this.input.setAttribute("aria-expanded", "false");
    this.input.setAttribute("aria-autocomplete", "list");
    this.input.setAttribute("aria-controls", this.list.id);
    this.input.addEventListener("input", () => this.later());
    this.input.addEventListener("keydown", (event) => this.onKey(event));
    this.input.addEventListener("blur", () => setTimeout(() => this.close(), 200));
  }

  later() {
    clearTimeout(this.timer);
    this.abort?.abort();
    const text = this.input.value.trim();
    if (text.length < MIN_LENGTH) {
      this.close();
      return;
    }
    this.timer = setTimeout(() => this.ask(text), PAUSE);
  }

  async ask(text) {
    this.abort = new AbortController();
    try {
      const url = `${this.box.dataset.source}?q=${encodeURIComponent(text)}`;
      const response = await fetch(url, { signal: this.abort.signal, headers: { Accept: "application/json" } });
      if (response.ok && this.input.value.trim() === text) this.show((await response.json()).items);
    } catch {
      this.close();
    }
  }

  show(items) {
    this.options = items.map((item, place) => this.option(item, place));
    this.list.replaceChildren(...this.options);
    this.current = -1;
    this.input.removeAttribute("aria-activedescendant");
    this.toggle(items.length > 0);
    const { one, many, none } = this.box.dataset;
    this.status.textContent = items.length === 0 ? none : items.length === 1 ? one : many.replace("{n}", items.length);
  }

  option(item, place) {
    const option = document.createElement("li");
    option.id = `${this.list.id}-${place}`;
    option.setAttribute("role", "option");
    option.setAttribute("aria-selected", "false");
    option.lang = item.language;
    option.textContent = item.text;
    option.dataset.url = item.url;
    option.addEventListener("pointerdown", (event) => {
      event.preventDefault();
      location.assign(item.url);
    });
    return option;
  }

  onKey(event) {
    if (event.key === "Escape" && !this.list.hidden) {
      event.preventDefault();
      event.stopPropagation();
      this.close();
    } else if ((event.key === "ArrowDown" || event.key === "ArrowUp") && this.options.length > 0) {
      event.preventDefault();
      this.move(event.key === "ArrowDown" ? 1 : -1);
    } else if (event.key === "Enter" && this.current >= 0) {
      event.preventDefault();
      location.assign(this.options[this.current].dataset.url);
    }
  }

  move(step) {
    this.toggle(true);
    const count = this.options.length;
    this.current = this.current < 0 && step < 0 ? count - 1 : (this.current + step + count) % count;
    this.options.forEach((option, place) => option.setAttribute("aria-selected", String(place === this.current)));
    this.input.setAttribute("aria-activedescendant", this.options[this.current].id);
    this.options[this.current].scrollIntoView({ block: "nearest" });
  }

  toggle(open) {
    this.list.hidden = !open;
    this.input.setAttribute("aria-expanded", String(open));
  }

  close() {
    this.toggle(false);
    this.current = -1;
    this.input.removeAttribute("aria-activedescendant");
  }
}
