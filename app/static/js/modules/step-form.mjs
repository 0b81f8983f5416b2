/** Shows a long form step by step. Without it the form is one page; the server checks everything either way. */
export default class StepForm {
  constructor(form) {
    this.form = form;
    this.steps = [...form.querySelectorAll("[data-step]")];
    this.opening = document.querySelector("[data-step-opening]");
    this.line = form.querySelector("[data-step-progress]");
    for (const item of form.querySelectorAll("[data-step-buttons], [data-step-progress], [data-step-back]")) item.hidden = false;
    form.addEventListener("click", (event) => this.click(event.target.closest("button")));
    addEventListener("hashchange", () => this.reveal(location.hash.slice(1)));
    document.querySelector(".error-summary")?.addEventListener("click", (event) => this.reveal(event.target.hash?.slice(1)), true);
    const wrong = this.steps.findIndex((step) => step.querySelector(".has-error"));
    this.show(Math.max(wrong, 0));
  }

  click(button) {
    if (!button) return;
    if ("stepBack" in button.dataset) this.go(this.now - 1);
    if ("stepNext" in button.dataset && this.isFilled()) this.go(this.now + 1);
  }

  /** Point to what is missing in this step before going on. */
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
    const target = id && document.getElementById(id);
    const index = this.steps.findIndex((step) => step.contains(target));
    if (index >= 0) this.show(index);
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
