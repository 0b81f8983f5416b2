import { fragment } from "../lib/html.mjs";

/** The ask form, step by step, with a warning and similar answers while one writes. Without it: one plain page. */
export default class {
  constructor(form) {
    new Steps(form);
    for (const box of form.querySelectorAll("[data-live]")) new LivePart(form, box);
    startFromNo(form);
  }
}

/** Shows one step at a time; the server checks everything all the same. */
class Steps {
  constructor(form) {
    this.form = form;
    this.steps = [...form.querySelectorAll("[data-step]")];
    this.opening = document.querySelector("[data-step-opening]");
    this.line = form.querySelector("[data-step-progress]");
    for (const item of form.querySelectorAll("[data-step-buttons], [data-step-progress], [data-step-back]")) item.hidden = false;
    form.addEventListener("click", (event) => this.click(event.target.closest("button")));
    // The list of errors leads into steps that may be hidden; this must come before the list's own answer.
    document.addEventListener("click", (event) => event.target.hash && this.reveal(event.target.hash.slice(1)), true);
    const wrong = this.steps.findIndex((step) => step.querySelector(".has-error"));
    this.show(Math.max(wrong, 0));
  }

  click(button) {
    if (!button) return;
    if ("stepBack" in button.dataset) this.go(this.now - 1);
    if ("stepNext" in button.dataset && this.isFilled()) this.go(this.now + 1);
  }

  /** Points to what is missing in this step before going on. */
  isFilled() {
    const empty = [...this.steps[this.now].querySelectorAll("[data-needed]")].find((field) => !field.value.trim());
    for (const old of this.form.querySelectorAll(".step-missing")) old.remove();
    if (!empty) return true;
    const text = document.createElement("p");
    text.className = "field-error step-missing";
    text.setAttribute("role", "alert");
    text.textContent = empty.dataset.needed;
    empty.before(text);
    empty.focus();
    return false;
  }

  reveal(id) {
    const target = document.getElementById(id);
    const index = this.steps.findIndex((step) => step.contains(target));
    if (target && index >= 0) this.show(index);
  }

  go(index) {
    this.show(index);
    this.steps[index].querySelector("h2").focus({ preventScroll: true });
    this.line.scrollIntoView({ block: "nearest" });
  }

  show(index) {
    this.now = index;
    this.steps.forEach((step, place) => (step.hidden = place !== index));
    this.opening.hidden = index > 0; // the form itself is what matters from then on
    const words = this.line.querySelector("[data-text]");
    words.textContent = words.dataset.text.replace("{n}", index + 1);
    this.line.querySelector("progress").value = index + 1;
  }
}

/** Sends the question to data-live when typing pauses and shows the answer; silent when the network is not there. */
class LivePart {
  constructor(form, box) {
    this.form = form;
    this.box = box;
    this.field = form.elements.question;
    this.field.addEventListener("input", () => this.later());
    if (this.field.value && !box.childElementCount) this.later(); // written or restored before this script came
  }

  later() {
    clearTimeout(this.timer);
    this.timer = setTimeout(() => this.ask(), Number(this.box.dataset.delay));
  }

  async ask() {
    const text = this.field.value.trim();
    if (text === this.last) return;
    this.last = text;
    this.waiting?.abort();
    if (text.length < Number(this.box.dataset.min)) return this.box.replaceChildren();
    this.waiting = new AbortController();
    const body = new URLSearchParams({ csrf_token: this.form.elements.csrf_token.value, question: text });
    try {
      const answer = await fetch(this.box.dataset.live, { method: "POST", body, signal: this.waiting.signal, headers: { Accept: "text/html" } });
      if (answer.ok) this.box.replaceChildren(fragment(await answer.text()));
    } catch {
      this.last = null; // asked again with the next key
    }
  }
}

/** Whoever is or may be under age starts from "do not publish", unless something was chosen already. */
function startFromNo(form) {
  let isChosen = false;
  form.addEventListener("change", ({ target, isTrusted }) => {
    if (target.name === "publication") isChosen ||= isTrusted;
    if (target.name !== "adult" || isChosen) return;
    form.elements.publication.value = target.value === "yes" ? "later" : "no";
  });
}
