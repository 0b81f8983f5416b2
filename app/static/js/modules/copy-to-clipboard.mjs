import { say } from "../lib/toast.mjs";

/** Copies the text of the element named by data-target. */
export default class CopyToClipboard {
  constructor(button) {
    if (!navigator.clipboard) return; // only on secure pages
    button.hidden = false;
    button.addEventListener("click", async () => {
      const text = document.getElementById(button.dataset.target)?.innerText ?? "";
      try {
        await navigator.clipboard.writeText(text.trim());
        say(button.dataset.done);
      } catch {
        say(button.dataset.failed);
      }
    });
  }
}
