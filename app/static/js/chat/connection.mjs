/** The way to the server: a socket where it gets through, plain requests where it does not. */
import {
  ASIDE, CLOSED, CURSOR, EDIT, ENTRY, FINAL, JOIN, MARKS, NOTE, PRESENCE, PROTOCOL, ProtocolError, SEND, TYPING, WITHDRAW, pause, spread,
} from "./protocol.mjs";
import { Socket } from "./socket.mjs";

const ANSWER_WITHIN = 8000;
const POLL_AFTER = 6000;
const POLL_EVERY = 5000;
const POLL_HIDDEN = 30000;
const TRIES = 3;

/** Says "state" (online, offline, polling, closed), and every event of the protocol that arrives. */
export class Connection extends EventTarget {
  constructor(live, token) {
    super();
    Object.assign(this, { live, token, state: "connecting", attempt: 0, failures: 0 });
  }

  start() {
    this.waitThenPoll();
    addEventListener("online", () => this.wake());
    addEventListener("offline", () => this.socket.disconnect());
    document.addEventListener("visibilitychange", () => !document.hidden && this.wake());
    const auth = { protocol: PROTOCOL, language: document.documentElement.lang };
    this.use(new Socket(this.live.socket, auth));
    this.fallBack = async () => {
      // Where WebSockets do not get through, the usual client does, by long requests.
      const { io } = await import("../../vendor/socket.io.esm.min.js");
      this.use(io({ path: this.live.socket, auth, transports: ["polling"], reconnection: false, autoConnect: false }));
    };
  }

  use(socket) {
    this.socket = socket;
    this.socket.on("connect", () => this.set("online"));
    this.socket.on("connect_error", (error) => this.refused(error.message));
    this.socket.on("disconnect", () => this.lost(spread()));
    this.socket.on(CLOSED, ({ ticket, reason }) => (ticket === null || ticket === this.live.ticket) && this.end(reason));
    for (const name of [ENTRY, MARKS, CURSOR, ASIDE, PRESENCE, TYPING]) {
      this.socket.on(name, (data) => data.ticket === this.live.ticket && this.tell(name, data));
    }
    this.socket.connect();
  }

  refused(reason) {
    if (FINAL.has(reason)) return this.end(reason);
    this.failures += 1;
    this.lost();
  }

  /** Come back after a pause; fetch the other client when plain requests get through and WebSockets do not. */
  lost(wait = pause(this.attempt++, 20000)) {
    if (this.state === "closed") return;
    if (this.state !== "polling" && this.state !== "offline") {
      this.set("offline");
      this.waitThenPoll();
    }
    clearTimeout(this.returning);
    this.returning = setTimeout(() => this.comeBack(), wait);
  }

  comeBack() {
    const { fallBack } = this;
    if (!fallBack || this.failures < TRIES || this.state !== "polling") return this.socket.connect();
    this.fallBack = null;
    return fallBack().catch(() => {
      this.fallBack = fallBack;
      this.lost();
    });
  }

  /** The server does not want this window any more; say so and stay quiet. */
  end(reason) {
    clearTimeout(this.timer);
    clearTimeout(this.returning);
    this.set("closed", reason);
    this.socket.disconnect();
  }

  wake() {
    if (this.state === "closed") return;
    if (!this.socket.connected) this.socket.connect();
    if (this.state === "polling") this.poll();
    if (this.state === "online") this.tell("wake");
  }

  waitThenPoll() {
    clearTimeout(this.timer);
    this.timer = setTimeout(() => this.poll(), POLL_AFTER);
  }

  /** Ask in intervals as long as the socket does not get through. */
  async poll() {
    clearTimeout(this.timer);
    if (this.state === "online" || this.state === "closed") return;
    try {
      await new Promise((done, failed) => this.tell("poll", { done, failed }));
      if (this.state !== "online" && this.state !== "closed") this.set("polling");
    } catch (error) {
      if (this.isOver(error.code)) return;
      if (this.state === "polling") this.set("offline");
    }
    this.timer = setTimeout(() => this.poll(), document.hidden ? POLL_HIDDEN : POLL_EVERY);
  }

  /** Over plain requests nobody shows a window out: the answers do. */
  isOver(code) {
    const reason = code === "not_found" ? "not_allowed" : code;
    if (!FINAL.has(reason)) return false;
    this.end(reason);
    return true;
  }

  /** Send an event and return its acknowledgement; throw a ProtocolError when it is refused or lost. */
  async ask(name, payload = {}) {
    if (this.state === "closed") throw new ProtocolError({ code: "no_answer" });
    const ack = this.socket.connected ? await this.overSocket(name, payload) : await this.overRequest(name, payload);
    if (!ack.ok) throw new ProtocolError(ack.error);
    return ack;
  }

  async overSocket(name, payload) {
    try {
      return await this.socket.timeout(ANSWER_WITHIN).emitWithAck(name, { ticket: this.live.ticket, ...payload });
    } catch {
      throw new ProtocolError({ code: "no_answer" });
    }
  }

  async overRequest(name, payload) {
    const request = this.request(name, payload);
    if (!request) return { ok: true }; // presence and typing need no second way
    const [url, fields] = request;
    const options = { headers: { Accept: "application/json" }, signal: AbortSignal.timeout(ANSWER_WITHIN) };
    if (fields) {
      options.headers["X-CSRFToken"] = this.token;
      Object.assign(options, { method: "POST", body: new URLSearchParams(fields) });
    }
    let response;
    try {
      response = await fetch(url, options);
    } catch {
      throw new ProtocolError({ code: "no_answer" });
    }
    if (response.redirected) throw new ProtocolError({ code: "session_ended" }); // to where one signs in
    if (!response.headers.get("Content-Type")?.includes("json")) throw new ProtocolError({ code: "not_json" });
    return response.json();
  }

  request(name, payload) {
    const { urls } = this.live;
    const one = (url) => url.replace(/\/0(\/|$)/, `/${payload.id}$1`);
    switch (name) {
      case JOIN: return [`${urls.changes}?after=${payload.after}`];
      case SEND: return [urls.post, { client_id: payload.client_id, body: payload.body, ...(payload.confirmed && { confirmed: "yes" }) }];
      case NOTE: return [urls.note, { "note-client_id": payload.client_id, "note-body": payload.body }];
      case EDIT: return [one(urls.change), { body: payload.body, ...(payload.confirmed && { confirmed: "yes" }) }];
      case WITHDRAW: return [one(urls.withdraw), {}];
      case TYPING: case PRESENCE: return null;
      default: return [urls.marks, { [name.split(":")[1]]: payload.up_to }];
    }
  }

  set(state, reason = "") {
    this.state = state;
    if (state === "online") {
      this.attempt = this.failures = 0;
      clearTimeout(this.timer);
    }
    this.tell("state", { state, reason });
  }

  tell(name, detail = null) {
    this.dispatchEvent(new CustomEvent(name, { detail }));
  }
}
