/** What stands around the conversation: the state in words, the answer, what can be done. */
import { fragment } from "../lib/html.mjs";
import { start } from "../main.mjs";

const PARTS = ["room-state", "room-panels", "room-actions"];
// Between these the page can tell by itself; every other step changes more than one line.
const TALK = ["claimed", "waiting_for_asker", "waiting_for_lawyer"];

export class Aside {
  constructor(root, url) {
    Object.assign(this, { root, url });
    this.state = document.getElementById("room-state")?.dataset.state;
  }

  /** The ticket is in this state now; `isChange`: and more than the state may be different. */
  show(state, isChange) {
    if (isChange) return this.refresh();
    if (state === this.state) return;
    const template = this.root.querySelector(`template[data-state-line="${state}"]`);
    if (template && TALK.includes(state) && TALK.includes(this.state)) {
      const block = document.getElementById("room-state");
      block.replaceChildren(template.content.cloneNode(true));
      this.state = block.dataset.state = state;
    } else this.refresh();
  }

  refresh() {
    clearTimeout(this.timer);
    this.timer = setTimeout(() => this.fetch(), 150 + Math.random() * 350);
  }

  async fetch() {
    const response = await fetch(this.url).catch(() => null);
    if (!response?.ok || response.redirected) return;
    const parts = fragment(await response.text());
    for (const id of PARTS) {
      const [fresh, old] = [parts.querySelector(`#${id}`), document.getElementById(id)];
      // A part in which somebody is writing stays as it is; the page's next load brings the rest.
      if (!fresh || !old || this.isInUse(old)) continue;
      old.replaceWith(fresh);
      start(fresh);
    }
    this.state = document.getElementById("room-state")?.dataset.state;
    this.root.dispatchEvent(new CustomEvent("aside"));
  }

  isInUse(part) {
    const fields = [...part.querySelectorAll("textarea, input:not([type=hidden]), select")];
    return part.contains(document.activeElement) || fields.some((field) => field.value !== field.defaultValue && field.type === "textarea");
  }
}
