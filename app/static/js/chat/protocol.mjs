/** Words of the protocol; docs/protocol.md describes them, a test compares them with the server's. */

export const PROTOCOL = 1;

export const JOIN = "chat:join";
export const SEND = "chat:send";
export const NOTE = "chat:note";
export const EDIT = "chat:edit";
export const WITHDRAW = "chat:withdraw";
export const READ = "chat:read";
export const DELIVERED = "chat:delivered";
export const TYPING = "chat:typing";
export const PRESENCE = "chat:presence";

export const ENTRY = "chat:entry";
export const MARKS = "chat:marks";
export const ASIDE = "chat:aside";
export const CURSOR = "chat:cursor";
export const CLOSED = "chat:closed";

/** Errors that pass by themselves; everything else needs the person. */
const PASSING = new Set(["too_many", "server_error", "busy", "no_answer", "no_hello", "not_json"]);

/** Why nothing more comes through this window until the page is loaded again. */
export const FINAL = new Set(["session", "session_ended", "not_allowed", "deleted", "too_many_sockets", "protocol"]);

export class ProtocolError extends Error {
  constructor({ code, message = "", retry_after: retryAfter = 0 }) {
    super(message || code);
    this.code = code;
    this.reason = message;
    this.retryAfter = retryAfter;
  }

  get passes() {
    return PASSING.has(this.code);
  }
}

/** Milliseconds before the next attempt: longer each time, and never the same for everybody. */
export function pause(attempt, longest = 30000) {
  const span = Math.min(longest, 1000 * 2 ** attempt);
  return span / 2 + (Math.random() * span) / 2;
}

/** Milliseconds before the first attempt after an open line broke: a server that restarts breaks them all at once. */
export function spread() {
  return 200 + Math.random() * 2800;
}
