/** Who is here, who types, how far the other side has read: said in words, gone when it is no longer true. */

const TYPING_LASTS = 8000;

export class Presence {
  constructor(root, { seat, viewer, words }) {
    Object.assign(this, { seat, viewer, words, people: [], typing: new Map(), marks: { delivered: 0, read: 0 } });
    this.line = root.querySelector("[data-presence]");
    this.seen = root.querySelector("[data-seen]");
  }

  setPeople(people) {
    this.people = people.filter(({ seat }) => seat !== this.seat);
    this.show();
  }

  setTyping({ seat, kind, name, on }) {
    if (seat === this.seat) return;
    clearTimeout(this.typing.get(seat)?.timer);
    this.typing.delete(seat);
    if (on) this.typing.set(seat, { kind, name, timer: setTimeout(() => this.setTyping({ seat, on: false }), TYPING_LASTS) });
    this.show();
  }

  /** Their message has come: they type no more. */
  stopTyping(seat) {
    this.setTyping({ seat, on: false });
  }

  clear() {
    this.people = null;
    this.show();
  }

  show() {
    if (!this.line) return;
    this.line.textContent = this.say();
  }

  say() {
    if (this.people === null) return "";
    if (this.typing.size) return this.words.typing.replace("{name}", this.names([...this.typing.values()]));
    if (this.people.length) return this.words.here.replace("{names}", this.names(this.people));
    return this.words.nobody;
  }

  names(people) {
    return people.map(({ kind, name }) => name || this.words[kind] || "").filter(Boolean).join(", ");
  }

  setMarks({ delivered, read }) {
    this.marks = { delivered: Math.max(delivered, this.marks.delivered), read: Math.max(read, this.marks.read) };
  }

  /** Say what has become of the reader's own newest message. */
  showSeen(ownCursor) {
    if (!this.seen) return;
    let text = "";
    if (ownCursor && this.marks.read >= ownCursor) text = this.words.read;
    else if (ownCursor && this.marks.delivered >= ownCursor) text = this.words.delivered;
    if (this.seen.textContent !== text) this.seen.textContent = text;
  }
}
