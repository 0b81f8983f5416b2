/** Texts on their way: shown at once, sent one after the other, repeated until the server has them. */
import { forget, keep, recall } from "../lib/drafts.mjs";
import { pause } from "./protocol.mjs";

const WEEK = 7 * 24 * 60 * 60 * 1000;

export class Outbox {
  /** `kept`: the texts may stay on this device until they are sent, also when the tab is closed. */
  constructor({ ticket, kept, connection, timeline, words, template, onTakeBack }) {
    Object.assign(this, { connection, timeline, words, template, onTakeBack, kept });
    this.name = `outbox:${ticket}`;
    this.items = (kept && recall("localStorage", this.name, WEEK)) || [];
    this.elements = new Map();
    this.attempt = 0;
    for (const item of this.items) this.draw(item);
    connection.addEventListener("state", ({ detail }) => ["online", "polling"].includes(detail.state) && this.flush());
  }

  get isEmpty() {
    return this.items.length === 0;
  }

  add(event, body) {
    const item = { id: crypto.randomUUID(), event, body, refused: "", asks: false, confirmed: false };
    this.items.push(item);
    this.store();
    this.draw(item);
    this.flush();
  }

  /** The server has this text: it was acknowledged, or it came back as an entry. */
  arrived(clientId) {
    if (!clientId || !this.elements.has(clientId)) return;
    this.items = this.items.filter((item) => item.id !== clientId);
    this.elements.get(clientId).remove();
    this.elements.delete(clientId);
    this.store();
  }

  async flush() {
    if (this.busy) return;
    this.busy = true;
    clearTimeout(this.timer);
    try {
      for (let item; (item = this.items.find((each) => !each.refused)); ) await this.deliver(item);
      this.attempt = 0;
    } catch (error) {
      this.timer = setTimeout(() => this.flush(), Math.max(error.retryAfter * 1000, pause(this.attempt++)));
    } finally {
      this.busy = false;
    }
  }

  /** Send one text; a failure that passes is thrown, any other stays with the text. */
  async deliver(item) {
    this.show(item, this.words.sending);
    try {
      const { entry } = await this.connection.ask(item.event, { client_id: item.id, body: item.body, confirmed: item.confirmed });
      this.arrived(item.id);
      this.timeline.apply(entry);
    } catch (error) {
      if (error.passes) {
        this.show(item, this.words.waiting);
        throw error;
      }
      item.refused = error.reason || this.words.failed;
      item.asks = error.code === "personal_data";
      this.store();
      this.show(item, this.words.refused.replace("{reason}", item.refused));
    }
  }

  draw(item) {
    const element = this.template.content.firstElementChild.cloneNode(true);
    element.classList.toggle("entry-note", item.event.endsWith("note"));
    element.querySelector("[data-pending-body]").textContent = item.body;
    element.querySelector("[data-again]").addEventListener("click", () => this.again(item));
    element.querySelector("[data-take-back]").addEventListener("click", () => this.takeBack(item));
    this.elements.set(item.id, element);
    this.timeline.addPending(element);
    this.show(item, item.refused ? this.words.refused.replace("{reason}", item.refused) : this.words.waiting);
  }

  show(item, text) {
    const element = this.elements.get(item.id);
    if (!element) return;
    element.querySelector("[data-status]").textContent = text;
    element.classList.toggle("entry-refused", Boolean(item.refused));
    element.querySelector("[data-tools]").hidden = !item.refused;
    const again = element.querySelector("[data-again]");
    if (item.asks) again.textContent = again.dataset.confirm;
  }

  again(item) {
    item.confirmed = item.asks; // the button said so
    item.refused = "";
    this.store();
    this.flush();
  }

  takeBack(item) {
    this.arrived(item.id);
    this.onTakeBack(item);
  }

  store() {
    if (!this.kept) return;
    if (this.isEmpty) forget(this.name);
    else keep("localStorage", this.name, this.items);
  }
}
