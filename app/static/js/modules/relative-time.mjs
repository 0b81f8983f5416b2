const MINUTE = 60;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;

/** Says "3 min ago" in the page's words and keeps it true; the full time stays in the title. */
export default class RelativeTime {
  constructor(element) {
    this.element = element;
    this.full = element.textContent;
    this.at = Date.parse(element.dateTime) / 1000;
    this.shapes = document.body.dataset.ago?.split("|") ?? [];
    if (this.shapes.length !== 4) return;
    this.show();
    addEventListener("beforeprint", () => (element.textContent = this.full)); // paper keeps no "now"
    addEventListener("afterprint", () => this.show());
  }

  show() {
    const past = Date.now() / 1000 - this.at;
    if (past < -MINUTE || past > 6 * DAY) return; // what is ahead or long ago needs its date
    const [now, minutes, hours, days] = this.shapes;
    const [shape, size] =
      past < MINUTE ? [now, 1] : past < HOUR ? [minutes, MINUTE] : past < DAY ? [hours, HOUR] : [days, DAY];
    this.element.textContent = shape.replace("{n}", Math.floor(past / size));
    clearTimeout(this.timer);
    this.timer = setTimeout(() => this.element.isConnected && this.show(), MINUTE * 1000);
  }
}
