/** What was typed and not yet sent, kept on this device only where a form asks for it. */

const PREFIX = "kenes-draft:";
const STORES = ["sessionStorage", "localStorage"];
const LONGEST = 12 * 60 * 60 * 1000;
let closed = false;

function store(kind) {
  try {
    return globalThis[kind];
  } catch {
    return null; // storage is switched off
  }
}

/** Keep `values` under `name`; a full or closed store is no error. */
export function keep(kind, name, values) {
  if (closed) return;
  try {
    store(kind)?.setItem(PREFIX + name, JSON.stringify({ at: Date.now(), values }));
  } catch {
    /* the page works without it */
  }
}

/** Return what was kept under `name`, or null when there is none or it is too old. */
export function recall(kind, name, longest = LONGEST) {
  try {
    const draft = JSON.parse(store(kind)?.getItem(PREFIX + name) ?? "null");
    if (draft && Date.now() - draft.at < longest) return draft.values;
  } catch {
    /* unreadable: as good as none */
  }
  forget(name);
  return null;
}

/** Drop the draft `name` from every store. */
export function forget(name) {
  drop((key) => key === PREFIX + name);
}

/** Drop all drafts and keep none any more: the page is being left in a hurry. */
export function forgetAll() {
  closed = true;
  drop((key) => key.startsWith(PREFIX));
}

function drop(matches) {
  for (const kind of STORES) {
    const held = store(kind);
    if (held) Object.keys(held).filter(matches).forEach((key) => held.removeItem(key));
  }
}
