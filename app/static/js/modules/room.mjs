import { Composer } from "../chat/composer.mjs";
import { Connection } from "../chat/connection.mjs";
import { Outbox } from "../chat/outbox.mjs";
import { Presence } from "../chat/presence.mjs";
import { ASIDE, CURSOR, DELIVERED, ENTRY, JOIN, MARKS, NOTE, PRESENCE, READ, SEND, TYPING, pause } from "../chat/protocol.mjs";
import { Timeline } from "../chat/timeline.mjs";

const HEAL_AFTER = 400;
const HIDDEN_NAME = "kenes-room-hidden";

/** A room: joins, reads what was missed, keeps the page true, and sends what is written. */
export default class Room {
  constructor(root) {
    this.root = root;
    const live = (this.live = JSON.parse(root.dataset.live));
    const words = (this.words = JSON.parse(root.dataset.words));
    const { seat, viewer } = live;
    this.kept = live.keep || viewer !== "asker";
    this.connection = new Connection(live, root.querySelector("[name=csrf_token]")?.value);
    this.timeline = new Timeline(root.querySelector("[data-timeline]"), { cursor: live.cursor, seat, words });
    this.presence = new Presence(root, { seat, viewer, words });
    this.state = document.getElementById("room-state")?.dataset.state;
    this.outbox = new Outbox({
      ticket: live.ticket, kept: this.kept, connection: this.connection, timeline: this.timeline, words,
      template: root.querySelector("template[data-pending]"), onTakeBack: (item) => this.takeBack(item),
    });
    this.composer = this.compose("composer", SEND);
    this.noteComposer = this.compose("note-composer", NOTE);
    this.fetchParts();
    this.tidy();
    this.listen();
    this.timeline.toStart();
    this.connection.start();
  }

  /** Not every room needs these at once, and a phone should not have to fetch them for nothing. */
  fetchParts() {
    const { root, live, words, timeline, connection } = this;
    const replies = root.querySelector("[data-replies]");
    if (replies && this.composer) {
      import("../chat/replies.mjs").then(({ Replies }) => new Replies(replies, live.urls.reply, this.composer, words));
    }
    const offerTools = () => {
      if (this.hasTools || !timeline.entries().some((each) => each.dataset.seat === live.seat && !each.matches(".entry-question"))) return;
      this.hasTools = true;
      const options = { connection, timeline, seat: live.seat, words, seconds: live.changeSeconds };
      import("../chat/tools.mjs").then(({ Tools }) => new Tools(options));
    };
    timeline.addEventListener("placed", offerTools);
    offerTools();
  }

  /** The ticket is in this state now; the part around the conversation may have to say something else. */
  async showAside(state, isChange = false) {
    if (!isChange && (!state || state === this.state)) return;
    this.state = state;
    this.aside ??= import("../chat/aside.mjs").then(({ Aside }) => new Aside(this.root, this.live.urls.aside));
    (await this.aside).show(state, isChange);
  }

  /** What is there for pages without scripts goes. */
  tidy() {
    this.root.querySelectorAll("[data-refresh], [data-own-messages]").forEach((part) => part.remove());
    const choice = this.root.querySelector("[data-presence-choice]");
    const box = choice?.querySelector("input");
    this.visible = true;
    if (!box) return;
    choice.hidden = false;
    this.visible = !(box.checked = this.kept && localStorage.getItem(HIDDEN_NAME) === "1");
    box.addEventListener("change", () => this.hide(box.checked));
  }

  hide(hidden) {
    this.visible = !hidden;
    if (this.kept) localStorage.setItem(HIDDEN_NAME, hidden ? "1" : "0");
    this.connection.ask(PRESENCE, { visible: this.visible }).catch(() => {});
  }

  compose(id, event) {
    const form = document.getElementById(id);
    if (!form) return null;
    return new Composer(form, {
      name: `${id}:${this.live.ticket}`,
      kept: this.kept,
      onSend: (body) => {
        this.timeline.dropUnreadLine();
        this.outbox.add(event, body);
      },
      onTyping: (on) => this.visible && this.connection.ask(TYPING, { on, note: event === NOTE }).catch(() => {}),
    });
  }

  takeBack({ event, body }) {
    (event === NOTE ? this.noteComposer : this.composer)?.insert(body);
  }

  listen() {
    const on = (name, act) => this.connection.addEventListener(name, ({ detail }) => act(detail));
    on("state", (detail) => this.showState(detail));
    on("wake", () => this.keepUp());
    on("poll", ({ done, failed }) => this.catchUp().then(done, failed));
    on(ENTRY, (entry) => this.receive(entry));
    on(CURSOR, ({ cursor }) => cursor > this.timeline.last && this.keepUp());
    on(ASIDE, () => this.showAside(this.state, true));
    on(MARKS, (marks) => this.receiveMarks(marks));
    on(PRESENCE, ({ people }) => this.presence.setPeople(people));
    on(TYPING, (hint) => this.presence.setTyping(hint));
    document.addEventListener("visibilitychange", () => this.markSoon());
    addEventListener("scroll", () => this.markSoon(), { passive: true });
    this.root.addEventListener("aside", () => this.showOpen());
  }

  showState({ state, reason }) {
    const line = this.root.querySelector("[data-connection]");
    const why = { session: "signedOut", session_ended: "signedOut", deleted: "deleted", too_many_sockets: "tooMany", protocol: "outdated" };
    const text = state === "closed" ? this.words[why[reason] ?? "removed"] : this.words[state];
    if (line && line.textContent !== text) line.textContent = text;
    line?.classList.toggle("is-closed", state === "closed");
    clearTimeout(this.again);
    if (state === "online") this.keepUp();
    else this.presence.clear();
  }

  /** Catch up until it succeeds: a line whose join failed hears nothing, not even that something is missing. */
  keepUp(attempt = 0) {
    clearTimeout(this.again);
    this.catchUp().catch((error) => {
      if (this.connection.state !== "online" || !error.passes) return;
      this.again = setTimeout(() => this.keepUp(attempt + 1), Math.max(error.retryAfter * 1000, pause(attempt)));
    });
  }

  /** Join, then read page by page until nothing is missing; the same after a tunnel, a nap or a gap. */
  catchUp() {
    this.catching ??= this.readOn().finally(() => (this.catching = null));
    return this.catching;
  }

  async readOn() {
    for (let more = true; more; ) {
      const ack = await this.connection.ask(JOIN, { after: this.timeline.last, visible: this.visible });
      ack.entries.forEach((entry) => this.place(entry));
      this.timeline.reach(ack.cursor);
      this.receiveMarks(ack.marks, true);
      if (ack.people) this.presence.setPeople(ack.people);
      this.showAside(ack.state);
      more = ack.more;
    }
    this.outbox.flush();
    this.markSoon();
  }

  receive(entry) {
    this.place(entry);
    this.presence.stopTyping(entry.seat);
    if (this.timeline.hasGap) setTimeout(() => this.timeline.hasGap && this.keepUp(), HEAL_AFTER);
    if (entry.cursor >= this.timeline.last) this.showAside(entry.ticket_state, Boolean(document.querySelector("#room-state[data-resting]")));
    this.markSoon();
  }

  place(entry) {
    if (entry.seat === this.live.seat) this.outbox.arrived(entry.client_id);
    this.timeline.apply(entry);
    if (entry.kind === "change") this.showAside(entry.ticket_state, true);
    this.showSeen();
  }

  receiveMarks(marks, isOther = marks.seat !== this.live.seat && (marks.by === "asker") !== (this.live.viewer === "asker")) {
    if (isOther) this.presence.setMarks(marks);
    this.showSeen();
  }

  showSeen() {
    const own = this.timeline.entries().filter((each) => each.dataset.seat === this.live.seat && each.matches(".entry-message"));
    this.presence.showSeen(Number(own.at(-1)?.dataset.cursor ?? 0));
  }

  /** Tell how far this window has received and, where somebody looks at its end, read. */
  markSoon() {
    clearTimeout(this.marking);
    this.marking = setTimeout(() => this.mark().catch(() => {}), 700);
  }

  async mark() {
    const { last } = this.timeline;
    const isRead = !document.hidden && this.timeline.isAtEnd();
    if (last <= (isRead ? this.read : this.delivered)) return;
    await this.connection.ask(isRead ? READ : DELIVERED, { up_to: last });
    this.delivered = last;
    if (isRead) this.read = last;
  }

  read = 0; delivered = 0;

  showOpen() {
    const isOpen = document.getElementById("room-state")?.dataset.open !== "false";
    const button = document.querySelector("#composer button[type=submit]");
    if (button) button.disabled = !isOpen;
  }
}
