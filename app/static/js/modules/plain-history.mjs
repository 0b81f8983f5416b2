/** Stands on answers to a sent form: takes what was sent out of the browser's history, so that "back" shows none of it. */
export default class {
  constructor() {
    history.replaceState(null, "", location.href);
  }
}
