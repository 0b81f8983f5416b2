import { forget } from "../lib/drafts.mjs";

/** Stands on the page that follows a successful form: the draft has arrived and is dropped. */
export default class DraftDone {
  constructor(element) {
    forget(element.dataset.draft);
  }
}
