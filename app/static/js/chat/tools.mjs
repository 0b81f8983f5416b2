/** Editing and withdrawing one's own messages in their place, as long as the rules allow it. */
import { EDIT, WITHDRAW } from "./protocol.mjs";

export class Tools {
  constructor({ connection, timeline, seat, words, seconds }) {
    Object.assign(this, { connection, timeline, seat, words, seconds });
    timeline.addEventListener("placed", ({ detail }) => this.offer(detail.element));
    timeline.entries().forEach((element) => this.offer(element));
  }

  offer(element) {
    const isMine = element.dataset.seat === this.seat && !("withdrawn" in element.dataset);
    if (!isMine || !element.matches(".entry-message, .entry-note")) return;
    const sent = Date.parse(element.querySelector("time").dateTime);
    const left = sent + this.seconds * 1000 - Date.now();
    if (left <= 0) return;
    const bar = this.bar(element);
    element.append(bar);
    setTimeout(() => bar.remove(), left);
  }

  bar(element) {
    const bar = document.createElement("div");
    bar.className = "entry-tools";
    bar.append(
      ...(element.querySelector(".entry-body") ? [this.button(this.words.edit, () => this.edit(element, bar))] : []),
      this.button(this.words.withdraw, () => this.confirm(element, bar)),
    );
    return bar;
  }

  /** Ask once more, where the button was. */
  confirm(element, bar) {
    const question = document.createElement("span");
    question.textContent = this.words.withdrawAsk;
    const no = this.button(this.words.cancel, () => this.reset(element, bar));
    bar.replaceChildren(question, this.button(this.words.withdraw, () => this.ask(element, bar, WITHDRAW, {})), no);
    no.focus();
  }

  edit(element, bar) {
    const id = element.id.slice(2);
    const body = element.querySelector(".entry-body");
    const area = document.createElement("textarea");
    area.className = "form-control";
    area.rows = 3;
    area.value = this.timeline.texts.get(id) ?? body.innerText;
    area.setAttribute("aria-label", this.words.editLabel);
    const cancel = () => {
      editor.remove();
      body.hidden = false;
      this.reset(element, bar);
    };
    area.addEventListener("keydown", (event) => {
      if (event.key !== "Escape") return;
      event.stopPropagation(); // Esc twice leaves the page: here it only leaves the field
      cancel();
    });
    const editor = document.createElement("div");
    editor.className = "entry-editor";
    editor.append(area);
    body.hidden = true;
    body.after(editor);
    const fields = { confirmed: false };
    area.addEventListener("input", () => (fields.confirmed = false));
    bar.replaceChildren(
      this.button(this.words.save, () => this.ask(element, bar, EDIT, Object.assign(fields, { body: area.value }))),
      this.button(this.words.cancel, cancel),
    );
    area.focus();
  }

  async ask(element, bar, event, fields) {
    try {
      const { entry } = await this.connection.ask(event, { id: element.id.slice(2), ...fields });
      this.timeline.apply(entry);
    } catch (error) {
      fields.confirmed = error.code === "personal_data"; // saving once more means: as it is
      const line = bar.querySelector(".field-error") ?? document.createElement("span");
      line.className = "field-error";
      line.setAttribute("role", "alert");
      line.textContent = error.reason || this.words.failed;
      bar.append(line);
    }
  }

  reset(element, bar) {
    const fresh = this.bar(element);
    bar.replaceWith(fresh);
    fresh.firstElementChild.focus();
  }

  button(text, act) {
    const button = document.createElement("button");
    button.type = "button";
    button.className = "btn btn-link";
    button.textContent = text;
    button.addEventListener("click", act);
    return button;
  }
}
