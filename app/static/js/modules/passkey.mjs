import { say } from "../lib/toast.mjs";

/** Asks the device for a passkey's answer, or to make one, and sends it with the form like anything typed. */
export default class Passkey {
  constructor(form) {
    const part = form.querySelector("[data-passkey]");
    if (!navigator.credentials || !window.PublicKeyCredential) return;
    Object.assign(this, { form, part, answer: form.querySelector("[name$=credential]") });
    part.hidden = false;
    // Before all others: what counts sendings must see that this one is not a sending yet.
    const ask = (event) => {
      if (this.answer.value) return;
      event.preventDefault();
      this.ask();
    };
    form.addEventListener("submit", ask, { capture: true });
  }

  async ask() {
    try {
      const publicKey = opened(JSON.parse(this.part.dataset.passkey));
      const made = "make" in this.part.dataset;
      const credential = await (made ? navigator.credentials.create({ publicKey }) : navigator.credentials.get({ publicKey }));
      this.answer.value = JSON.stringify(closed(credential));
    } catch {
      return say(this.part.dataset.failed);
    }
    return this.form.requestSubmit();
  }
}

/** What the server wrote as text becomes bytes where the browser wants bytes. */
function opened(options) {
  const withBytes = ({ id, ...rest }) => ({ ...rest, id: bytes(id) });
  return {
    ...options,
    challenge: bytes(options.challenge),
    ...(options.user && { user: withBytes(options.user) }),
    ...(options.excludeCredentials && { excludeCredentials: options.excludeCredentials.map(withBytes) }),
    ...(options.allowCredentials && { allowCredentials: options.allowCredentials.map(withBytes) }),
  };
}

/** And back: the answer as text. */
function closed({ id, rawId, type, response }) {
  const fields = ["clientDataJSON", "attestationObject", "authenticatorData", "signature", "userHandle"];
  const kept = fields.filter((name) => response[name]).map((name) => [name, text(response[name])]);
  return { id, rawId: text(rawId), type, response: Object.fromEntries(kept), clientExtensionResults: {} };
}

function bytes(value) {
  return Uint8Array.from(atob(value.replaceAll("-", "+").replaceAll("_", "/")), (mark) => mark.charCodeAt(0));
}

function text(buffer) {
  const plain = btoa(String.fromCharCode(...new Uint8Array(buffer)));
  return plain.replaceAll("+", "-").replaceAll("/", "_").replaceAll("=", "");
}
