const OFF = "kenes-desk-keys-off";
const STEPS = { KeyJ: 1, KeyK: -1 };

function isMeantOtherwise(event) {
  const isTyping = event.target.closest?.("input, select, textarea, dialog");
  return isTyping || event.ctrlKey || event.metaKey || event.altKey;
}

/** Moves through a list with j and k; Enter opens, as for every link. Can be turned off: some people speak to type. */
export default class DeskKeys {
  constructor(element) {
    this.element = element;
    this.button = element.querySelector("button");
    this.off = this.stored();
    this.button.addEventListener("click", () => this.turn(!this.off));
    document.addEventListener("keydown", (event) => this.press(event));
    this.show();
    element.hidden = false;
  }

  stored() {
    try {
      return localStorage.getItem(OFF) === "1";
    } catch {
      return false;
    }
  }

  turn(off) {
    this.off = off;
    try {
      if (off) localStorage.setItem(OFF, "1");
      else localStorage.removeItem(OFF);
    } catch {
      /* remembered for this page only */
    }
    this.show();
  }

  show() {
    this.button.textContent = this.off ? this.element.dataset.on : this.element.dataset.off;
  }

  press(event) {
    const step = STEPS[event.code]; // the place of the key, so that it works with Kazakh and Russian layouts
    if (!step || this.off || isMeantOtherwise(event)) return;
    const links = [...document.getElementById(this.element.dataset.list).querySelectorAll(".desk-number a")];
    const here = links.indexOf(document.activeElement);
    const next = here < 0 ? links[step > 0 ? 0 : links.length - 1] : links[here + step];
    if (!next) return;
    event.preventDefault();
    next.focus();
    next.closest("li").scrollIntoView({ block: "nearest" });
  }
}
