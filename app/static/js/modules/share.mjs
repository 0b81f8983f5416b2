import { say } from "../lib/toast.mjs";

/** Shares data-url through the device, or copies it. */
export default class Share {
  constructor(button) {
    if (!navigator.share && !navigator.clipboard) return;
    button.hidden = false;
    button.addEventListener("click", () => this.share(button.dataset));
  }

  async share({ title, url, done }) {
    const address = new URL(url, location.href).href;
    try {
      if (navigator.share) return await navigator.share({ title, url: address });
      await navigator.clipboard.writeText(address);
      say(done);
    } catch {
      /* the person closed the dialog */
    }
  }
}
