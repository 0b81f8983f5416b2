/**
 * Socket.IO over a WebSocket, as small as a phone on a weak network can afford: a tenth of the usual client, which is
 * fetched only where WebSockets do not get through (connection.mjs). Both offer the same calls.
 * Frames: https://socket.io/docs/v4/engine-io-protocol and …/socket-io-protocol, revisions 4 and 5.
 */
const PATIENCE = 25000; // until the server says how often it pings

export class Socket {
  constructor(path, auth) {
    Object.assign(this, { path, auth, connected: false, number: 0 });
    this.acts = new Map();
    this.waiting = new Map();
  }

  on(name, act) {
    this.acts.set(name, act);
  }

  tell(name, ...details) {
    this.acts.get(name)?.(...details);
  }

  connect() {
    if (this.line) return;
    const { protocol, host } = location;
    this.patience = PATIENCE;
    this.line = new WebSocket(`${protocol.replace("http", "ws")}//${host}${this.path}/?EIO=4&transport=websocket`);
    this.line.addEventListener("message", ({ data }) => this.read(data));
    this.line.addEventListener("close", () => this.gone("transport close"));
    this.watch();
  }

  disconnect() {
    if (this.connected) this.send("41");
    this.gone("io client disconnect");
  }

  send(text) {
    if (this.line?.readyState === WebSocket.OPEN) this.line.send(text);
  }

  /** A line on which nothing comes for longer than the pings allow is dead, whatever the browser believes. */
  watch() {
    clearTimeout(this.timer);
    this.timer = setTimeout(() => this.gone("ping timeout"), this.patience);
  }

  gone(reason) {
    const { line, connected } = this;
    if (!line) return;
    clearTimeout(this.timer);
    Object.assign(this, { line: null, connected: false });
    line.close();
    this.waiting.forEach(({ failed }) => failed(new Error(reason)));
    this.waiting.clear();
    if (connected) this.tell("disconnect", reason);
    else if (reason !== "io client disconnect") this.tell("connect_error", new Error(reason));
  }

  read(data) {
    if (!this.line) return; // said before the line was given up
    this.watch();
    const body = data.slice(1);
    if (data[0] === "0") this.greet(JSON.parse(body));
    else if (data[0] === "2") this.send(`3${body}`);
    else if (data[0] === "4") this.receive(body);
    else if (data[0] === "1") this.gone("transport close");
  }

  greet({ pingInterval, pingTimeout }) {
    this.patience = pingInterval + pingTimeout;
    this.send(`40${JSON.stringify(this.auth)}`);
  }

  receive(text) {
    const [, kind, id, body] = /^(\d)(\d*)(.*)$/s.exec(text);
    const content = body ? JSON.parse(body) : null;
    if (kind === "0") {
      this.connected = true;
      this.tell("connect");
    } else if (kind === "1") this.gone("io server disconnect");
    else if (kind === "2") this.tell(...content);
    else if (kind === "3") this.settle(Number(id), content);
    else if (kind === "4") this.refuse(content);
  }

  settle(id, [answer]) {
    this.waiting.get(id)?.done(answer);
    this.waiting.delete(id);
  }

  refuse({ message }) {
    this.gone("io client disconnect");
    this.tell("connect_error", new Error(message));
  }

  timeout(milliseconds) {
    return { emitWithAck: (name, payload) => this.ask(name, payload, milliseconds) };
  }

  ask(name, payload, milliseconds) {
    const id = this.number++;
    return new Promise((done, failed) => {
      this.waiting.set(id, { done, failed });
      setTimeout(() => this.waiting.delete(id) && failed(new Error("timeout")), milliseconds);
      this.send(`42${id}${JSON.stringify([name, payload])}`);
    });
  }
}
