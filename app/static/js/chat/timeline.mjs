/** The conversation on the page: every entry at its place, whatever order entries come in. */
import { fragment } from "../lib/html.mjs";

const NEAR = 140;
const ROOM_BELOW = 48; // the line that says whether the newest message was read

export class Timeline extends EventTarget {
  /** `last`: the cursor up to which nothing is missing. */
  constructor(element, { cursor, seat, words }) {
    super();
    Object.assign(this, { element, seat, words, last: cursor, links: [] });
    this.texts = new Map();
    this.write = document.querySelector("[data-write]");
    this.below = this.makeBelowButton();
  }

  get hasGap() {
    return this.links.length > 0;
  }

  entries() {
    return [...this.element.querySelectorAll(":scope > [data-place]")];
  }

  /** Show an entry, or its newer form; note which change it follows. */
  apply(entry) {
    if (entry.after !== null) {
      this.links.push(entry);
      this.advance();
    }
    const known = document.getElementById(`e-${entry.id}`);
    if (known && Number(known.dataset.cursor) > entry.cursor) return known;
    this.texts.set(entry.id, entry.text);
    const isAtEnd = this.isAtEnd();
    const element = fragment(entry.html).firstElementChild;
    if (known) known.replaceWith(element);
    else this.insert(element);
    this.dispatchEvent(new CustomEvent("placed", { detail: { entry, element } }));
    if (!known) this.welcome(entry, element, isAtEnd);
    return element;
  }

  /** Everything up to `cursor` has been read. */
  reach(cursor) {
    this.last = Math.max(this.last, cursor);
    this.advance();
  }

  advance() {
    for (let moved = true; moved; ) {
      const next = this.links.findIndex(({ after }) => after <= this.last);
      moved = next >= 0;
      if (moved) this.last = Math.max(this.last, this.links.splice(next, 1)[0].cursor);
    }
  }

  insert(element) {
    const place = Number(element.dataset.place);
    const before = this.entries().findLast((other) => Number(other.dataset.place) < place);
    if (before) before.after(element);
    else this.element.prepend(element);
  }

  /** A new entry from the other side: keep the reader where they read, and say that there is more. */
  welcome(entry, element, isAtEnd) {
    element.classList.add("entry-new");
    if (entry.seat === this.seat) return void this.toEnd();
    if (document.hidden) this.drawUnreadLine(element);
    if (isAtEnd) this.toEnd();
    else if (!element.nextElementSibling?.dataset.place) this.below.hidden = false;
  }

  drawUnreadLine(element) {
    if (document.getElementById("unread")) return;
    const line = document.createElement("p");
    line.className = "unread-line";
    line.id = "unread";
    line.textContent = this.words.unread;
    element.before(line);
  }

  dropUnreadLine() {
    document.getElementById("unread")?.remove();
  }

  addPending(element) {
    this.element.append(element);
    this.toEnd();
  }

  isAtEnd() {
    const newest = this.element.lastElementChild;
    return !newest || newest.getBoundingClientRect().bottom < innerHeight - (this.write?.offsetHeight ?? 0) + NEAR;
  }

  toEnd() {
    this.below.hidden = true;
    const newest = this.element.lastElementChild;
    if (!newest) return;
    newest.style.scrollMarginBottom = `${(this.write?.offsetHeight ?? 0) + ROOM_BELOW}px`;
    newest.scrollIntoView({ block: "end" });
  }

  /** Where reading goes on when the page opens: at what is new, else at the end. */
  toStart() {
    if (location.hash) return;
    const unread = document.getElementById("unread");
    if (unread) unread.scrollIntoView({ block: "center" });
    else if (this.entries().length > 2) this.toEnd();
  }

  makeBelowButton() {
    const button = document.createElement("button");
    button.type = "button";
    button.className = "btn btn-sm btn-primary below";
    button.textContent = this.words.below;
    button.hidden = true;
    button.addEventListener("click", () => this.toEnd());
    this.write?.prepend(button);
    addEventListener("scroll", () => this.isAtEnd() && (button.hidden = true), { passive: true });
    return button;
  }
}
