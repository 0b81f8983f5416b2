import { PROTOCOL } from "../chat/protocol.mjs";
import { replace } from "../lib/html.mjs";
import { say } from "../lib/toast.mjs";

const EVERY = 60000; // without hints: a list that is a minute old misleads nobody for long
const GATHER = 1500; // many hints at once become one request

/** Keeps the list of an open page true: fetches it after a hint and now and then; rests while the page is hidden. */
export default class DeskLive {
  constructor(element) {
    this.element = element;
    this.pending = false;
    document.addEventListener("visibilitychange", () => !document.hidden && this.soon(0));
    setInterval(() => this.soon(0), EVERY);
    this.listen().catch(() => {}); // without hints the minute's rhythm remains
  }

  async listen() {
    const { io } = await import("../../vendor/socket.io.esm.min.js");
    const auth = { protocol: PROTOCOL, language: document.documentElement.lang };
    const socket = io({ path: this.element.dataset.socket, auth, transports: ["websocket", "polling"], tryAllTransports: true });
    socket.on("connect", () => {
      socket.emit("desk:watch", {});
      if (this.heard) this.soon(0); // something may have happened while the line was down
      this.heard = true;
    });
    socket.on("desk:changed", () => this.soon());
  }

  soon(wait = GATHER) {
    if (this.pending || document.hidden) return;
    this.pending = true;
    setTimeout(() => this.refresh().finally(() => (this.pending = false)), wait);
  }

  async refresh() {
    const response = await fetch(this.element.dataset.url).catch(() => null);
    if (!response?.ok || response.redirected) return;
    const html = await response.text();
    if (html === this.shown) return;
    this.shown = html;
    this.put(html);
  }

  put(html) {
    const list = this.element.firstElementChild;
    const focused = list.contains(document.activeElement) ? document.activeElement.getAttribute("href") : null;
    const [fresh] = replace(list, html);
    if (focused) [...fresh.querySelectorAll("a")].find((link) => link.getAttribute("href") === focused)?.focus();
    if (Number(fresh.dataset.count) > Number(list.dataset.count)) say(this.element.dataset.new);
  }
}
