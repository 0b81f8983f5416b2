import { pause } from "../chat/protocol.mjs";

const LONG_SIDE = 2560;
const SMALL_ENOUGH = 300 * 1024;
const SILENT = 60000;

/** Sends a file with a progress bar, again and again under the same id until the server has it. */
export default class Upload {
  constructor(details) {
    this.details = details;
    this.form = details.querySelector("form");
    this.words = JSON.parse(details.dataset.words);
    this.field = this.form.querySelector("input[type=file]");
    this.id = this.form.querySelector("input[name$=client_id]");
    this.box = this.form.querySelector("[data-progress]");
    this.status = this.form.querySelector("[data-upload-status]");
    this.button = this.form.querySelector("button[type=submit]");
    this.form.addEventListener("submit", (event) => {
      event.preventDefault();
      this.send();
    });
    this.box.querySelector("[data-cancel]").addEventListener("click", () => this.cancel());
    this.field.addEventListener("change", () => this.say(""));
    addEventListener("online", () => this.waiting && this.retry());
  }

  say(text, isError = false) {
    this.form.querySelectorAll(".field-error").forEach((each) => each.remove());
    this.status.textContent = text;
    this.status.classList.toggle("is-error", isError);
  }

  async send() {
    const [file] = this.field.files;
    if (!file) return this.say(this.words.none, true);
    this.busy(true);
    this.say(this.words.sending);
    this.file = await smaller(file);
    if (this.file.size > this.details.dataset.megabytes * 1024 * 1024) return this.fail(this.words.large);
    this.attempt = 0;
    if (!this.box.hidden) this.post();
  }

  post() {
    this.waiting = null;
    const data = new FormData(this.form);
    data.set(this.field.name, this.file, this.field.files[0]?.name ?? "file");
    const request = (this.request = new XMLHttpRequest());
    request.open("POST", this.form.action);
    request.setRequestHeader("Accept", "application/json");
    request.upload.addEventListener("progress", ({ loaded, total }) => {
      this.bar.value = total ? (100 * loaded) / total : 0;
      this.watch();
    });
    request.addEventListener("load", () => this.answered(request));
    request.addEventListener("error", () => this.later());
    request.send(data);
    this.watch();
  }

  get bar() {
    return this.box.querySelector("progress");
  }

  /** A line can die without saying so: nothing moved for a minute. */
  watch() {
    clearTimeout(this.silence);
    this.silence = setTimeout(() => {
      this.request.abort();
      this.later();
    }, SILENT);
  }

  answered(request) {
    clearTimeout(this.silence);
    let answer = null;
    try {
      answer = JSON.parse(request.responseText);
    } catch {
      /* a proxy answered */
    }
    if (answer?.ok) return this.done();
    if (request.status === 413) return this.fail(this.words.large);
    if (request.status >= 500) return this.later();
    this.fail(answer?.error?.message || this.words.failed);
  }

  later() {
    clearTimeout(this.silence);
    this.say(this.words.again);
    this.waiting = setTimeout(() => this.retry(), pause(this.attempt++));
  }

  retry() {
    clearTimeout(this.waiting);
    this.bar.value = 0;
    this.say(this.words.sending);
    this.post();
  }

  done() {
    this.id.value = crypto.randomUUID();
    this.field.value = "";
    this.busy(false);
    this.say(this.words.sent);
    this.details.open = false;
    this.details.querySelector("summary").focus();
  }

  fail(text) {
    this.busy(false);
    this.say(text, true);
    this.field.focus();
  }

  cancel() {
    clearTimeout(this.silence);
    clearTimeout(this.waiting);
    this.waiting = null;
    this.request?.abort();
    this.busy(false);
    this.say(this.words.cancelled);
  }

  busy(isBusy) {
    this.box.hidden = !isBusy;
    this.bar.value = 0;
    this.button.disabled = isBusy;
  }
}

/** Make a photo as small as the server would: that saves the reader's data, and its place never leaves the phone. */
async function smaller(file) {
  if (!/^image\/(jpeg|webp)$/.test(file.type) || file.size < SMALL_ENOUGH) return file;
  try {
    const picture = await createImageBitmap(file, { imageOrientation: "from-image" });
    const scale = Math.min(1, LONG_SIDE / Math.max(picture.width, picture.height));
    const canvas = Object.assign(document.createElement("canvas"), {
      width: Math.round(picture.width * scale), height: Math.round(picture.height * scale),
    });
    canvas.getContext("2d").drawImage(picture, 0, 0, canvas.width, canvas.height);
    const made = await new Promise((done) => canvas.toBlob(done, "image/jpeg", 0.85));
    return made && made.size < file.size ? made : file;
  } catch {
    return file; // the server does it
  }
}
