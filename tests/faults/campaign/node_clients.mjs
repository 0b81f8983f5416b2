/**
 * The windows of the campaign that speak through the usual socket.io client for Node: node node_clients.mjs job result.
 * The same part as python_clients.py plays, with the library's own way of coming back.
 */
import { createHash } from "node:crypto";
import { readFileSync, writeFileSync } from "node:fs";
import { createInterface } from "node:readline";
import { io } from "socket.io-client";

const CUT = 0.015;
const DEAF = 0.015;
const HEAL_AFTER = 400;
const PASSING = new Set(["too_many", "server_error", "busy", "no_hello"]);
const KEPT = ["id", "kind", "cursor", "place", "by", "client_id", "edited", "withdrawn"];
const sleep = (milliseconds) => new Promise((done) => setTimeout(done, milliseconds));
const [jobFile, resultFile] = process.argv.slice(2);
const job = JSON.parse(readFileSync(jobFile, "utf8"));
let count = 0;
let isStopping = false;

/** A small seeded generator, so that the faults of a seed are the same each time. */
function chanceOf(text) {
  let state = createHash("sha256").update(text).digest().readUInt32LE();
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4294967296;
  };
}

class Timeline {
  last = -1;
  entries = new Map();
  waiting = [];

  apply(entry) {
    const known = this.entries.get(entry.id);
    if (!known || known.cursor <= entry.cursor) this.entries.set(entry.id, this.compact(entry));
    if (entry.after === null) return;
    this.waiting.push([entry.after, entry.cursor]);
    this.advance();
  }

  compact(entry) {
    const mark = entry.text === null ? null : createHash("sha256").update(entry.text).digest("hex").slice(0, 16);
    return { ...Object.fromEntries(KEPT.map((key) => [key, entry[key]])), mark };
  }

  reach(cursor) {
    this.last = Math.max(this.last, cursor);
    this.advance();
  }

  advance() {
    for (let index; (index = this.waiting.findIndex(([after]) => after <= this.last)) >= 0; ) {
      this.last = Math.max(this.last, this.waiting.splice(index, 1)[0][1]);
    }
  }
}

class Player {
  constructor(part) {
    Object.assign(this, { part, over: null, standing: -1, cuts: 0, deafs: 0, repeats: 0, comebacks: -1, heals: 0, pushed: 0 });
    Object.assign(this, { acked: [], refused: [], foreign: [], own: new Map(), timeline: new Timeline() });
    this.chance = chanceOf(`${job.seed}:${part.name}:faults`);
    this.socket = io(part.url, {
      auth: { protocol: 1, language: "kk" }, transports: part.transports, extraHeaders: { Cookie: part.cookie },
      reconnectionDelay: 300, reconnectionDelayMax: 3000, randomizationFactor: 0.9, forceNew: true,
    });
    this.socket.on("connect", () => this.arrive());
    this.socket.on("connect_error", ({ message }) => this.turnedAway(message));
    // Closed by the server without a reason that is final: come back like after any other cut.
    this.socket.on("disconnect", (reason) => reason === "io server disconnect" && !this.over && setTimeout(() => this.socket.connect(), 300));
    this.socket.onAny((name, payload) => this.hear(name, payload));
  }

  /** Refused for good, or for now: in that case the library would not come back by itself. */
  turnedAway(message) {
    if (["session", "protocol"].includes(message)) this.end(message);
    else if (message === "busy") setTimeout(() => this.over || this.socket.connect(), 200 + 600 * Math.random());
  }

  arrive() {
    this.comebacks += 1;
    this.sitDown();
  }

  /** Join until it succeeds: a line without a seat hears nothing, not even that something is missing. */
  async sitDown(attempt = 0) {
    try {
      await this.join();
    } catch ({ code }) {
      if (code && !PASSING.has(code)) return void this.end(code);
      await sleep(300 * 2 ** Math.min(attempt, 4) * (0.3 + 0.7 * Math.random()));
      if (this.socket.connected && !this.over) return this.sitDown(attempt + 1);
    }
  }

  end(reason) {
    this.over = reason;
    this.socket.disconnect();
  }

  hear(name, payload) {
    if (payload.ticket !== this.part.ticket && payload.ticket !== null) this.foreign.push(name);
    if (name === "chat:closed") this.end(payload.reason);
    if (name === "chat:cursor") this.standing = Math.max(this.standing, payload.cursor);
    if (name === "chat:entry") {
      this.judge(payload);
      this.timeline.apply(payload);
    }
    if (this.isBehind) this.healing ??= setTimeout(() => this.heal(), HEAL_AFTER);
  }

  get isBehind() {
    return this.timeline.waiting.length > 0 || this.standing > this.timeline.last;
  }

  heal() {
    this.healing = null;
    if (!this.isBehind || this.over) return;
    this.heals += 1;
    this.join().catch(() => (this.healing ??= setTimeout(() => this.heal(), HEAL_AFTER)));
  }

  judge(entry) {
    const isSecret = entry.kind === "note" || (entry.text ?? "").includes("құпия");
    const isElsewhere = ["note", "message"].includes(entry.kind) && entry.text && entry.text.split(" ")[0] !== this.part.room;
    if (isElsewhere || (isSecret && this.part.kind === "asker")) this.foreign.push(entry.id);
    this.pushed = Math.max(this.pushed, entry.cursor);
  }

  async ask(event, payload) {
    const ack = await this.answer(event, { ticket: this.part.ticket, ...payload });
    if (ack.ok) return ack;
    throw Object.assign(new Error(ack.error.code), { code: ack.error.code });
  }

  /** The library waits for its full time also when the line is lost: here that ends the waiting. */
  answer(event, payload) {
    return new Promise((done, failed) => {
      const fail = () => failed(new Error("no answer"));
      const timer = setTimeout(fail, 8000);
      const settle = (act, value) => {
        clearTimeout(timer);
        this.socket.off("disconnect", fail);
        act(value);
      };
      this.socket.once("disconnect", fail);
      this.socket.emit(event, payload, (ack) => settle(done, ack));
    });
  }

  async join() {
    for (let more = true; more; ) {
      const ack = await this.ask("chat:join", { after: this.timeline.last });
      for (const entry of ack.entries) this.timeline.apply(entry);
      this.timeline.reach(ack.cursor);
      more = ack.more;
    }
  }

  async play() {
    for (const step of this.part.steps) if (!isStopping) await this.perform(step);
    this.isFinished = true;
  }

  async perform(step) {
    const isNew = ["chat:send", "chat:note"].includes(step.event);
    if (!isNew && !this.own.has(step.target)) return;
    const payload = isNew
      ? { client_id: `${this.part.name}-${String(step.number).padStart(8, "0")}`, body: step.body }
      : { id: this.own.get(step.target), ...(step.event === "chat:edit" && { body: step.body }) };
    for (let tries = 1; !this.over; tries += 1) {
      try {
        const { entry } = await this.attempt(step.event, payload);
        if (isNew) {
          this.own.set(step.number, entry.id);
          count += 1;
        }
        this.acked.push({ ...step, id: entry.id, cursor: entry.cursor });
        return this.timeline.apply(entry);
      } catch ({ code }) {
        if (code && !PASSING.has(code)) return void this.refused.push({ ...step, code });
        this.repeats += 1;
        await sleep(Math.min(20 * 2 ** tries, 500));
      }
    }
  }

  async attempt(event, payload) {
    while (!this.socket.connected && !this.over) await sleep(20);
    const luck = this.chance();
    if (luck < CUT) {
      this.socket.emit(event, { ticket: this.part.ticket, ...payload });
      await sleep([0, 2, 10][Math.floor(this.chance() * 3)]);
      this.cuts += 1;
      this.cut();
      throw new Error("cut");
    }
    const ack = await this.ask(event, payload);
    if (luck >= CUT + DEAF) return ack;
    this.deafs += 1;
    throw new Error("deaf");
  }

  cut() {
    const transport = this.socket.io.engine?.transport;
    if (transport?.ws?.terminate) transport.ws.terminate();
    else this.socket.io.engine?.close();
  }

  report() {
    const entries = [...this.timeline.entries.values()].sort((one, other) => one.place - other.place);
    const { name, kind, room } = this.part;
    const { over, acked, refused, foreign, cuts, deafs, repeats, comebacks, heals, timeline, pushed } = this;
    return {
      unfinished: this.isFinished ? "" : `${acked.length} steps; connected ${this.socket.connected}`,
      name, kind, room, over, acked, refused, foreign, cuts, deafs, repeats, comebacks, heals, last: timeline.last,
      gap: timeline.waiting.length > 0, pushed_up_to: pushed, entries: entries.map((entry) => [...KEPT, "mark"].map((key) => entry[key] ?? null)),
    };
  }
}

async function settle(players, { seconds, standing }) {
  const deadline = Date.now() + seconds * 1000;
  for (const player of players) {
    const wanted = standing[player.part.room][player.part.kind === "asker" ? "asker" : "staff"];
    const isThere = () => player.timeline.last >= wanted && player.timeline.waiting.length === 0;
    while (!player.over && Date.now() < deadline && !isThere()) await sleep(50);
  }
}

const players = job.windows.map((part) => new Player(part));
let told = 0;
setInterval(() => {
  if (count > told) console.log(count - told);
  told = count;
}, 500);
const asked = new Promise((done) => {
  createInterface({ input: process.stdin }).on("line", (line) => {
    const said = JSON.parse(line);
    isStopping = true;
    if (said.standing) done(said);
  });
});
await Promise.race([asked, Promise.all(players.map((player) => player.play()))]);
await sleep(600);
console.log("done");
await settle(players, await asked);
writeFileSync(resultFile, JSON.stringify(players.map((player) => player.report())));
process.exit(0);
