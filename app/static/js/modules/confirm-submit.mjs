/** Asks once more, in the page's own language, before a button's form is sent. */
export default class ConfirmSubmit {
  constructor(button) {
    this.button = button;
    button.addEventListener("click", (event) => {
      if (this.agreed) return;
      event.preventDefault();
      this.ask();
    });
  }

  ask() {
    const { question, yes, no } = this.button.dataset;
    const dialog = document.createElement("dialog");
    const text = document.createElement("p");
    text.id = "confirm-question";
    text.textContent = question;
    dialog.setAttribute("aria-labelledby", text.id);
    const actions = document.createElement("div");
    actions.className = "actions";
    actions.append(
      this.choice(yes, "btn btn-primary", () => this.send(dialog)),
      this.choice(no, "btn btn-outline-primary", () => dialog.close()),
    );
    dialog.append(text, actions);
    dialog.addEventListener("close", () => {
      dialog.remove();
      this.button.focus();
    });
    document.body.append(dialog);
    dialog.showModal();
  }

  choice(text, look, act) {
    const button = document.createElement("button");
    button.type = "button";
    button.className = look;
    button.textContent = text;
    button.addEventListener("click", act);
    return button;
  }

  send(dialog) {
    dialog.close();
    this.agreed = true;
    this.button.click();
    this.agreed = false;
  }
}
