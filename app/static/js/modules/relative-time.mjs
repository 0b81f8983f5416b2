const STEPS = [
  ["day", 86400],
  ["hour", 3600],
  ["minute", 60],
];
const NEAR = 6 * 86400;

/** Says "3 minutes ago" in the page's language and keeps it true; the full time stays in the title. */
export default class RelativeTime {
  constructor(element) {
    const { lang } = document.documentElement;
    if (!Intl.RelativeTimeFormat.supportedLocalesOf(lang).length) return;
    this.element = element;
    this.at = Date.parse(element.dateTime) / 1000;
    this.format = new Intl.RelativeTimeFormat(lang, { numeric: "auto" });
    this.show();
  }

  show() {
    const seconds = this.at - Date.now() / 1000;
    if (Math.abs(seconds) > NEAR) return;
    const [unit, length] = STEPS.find(([, size]) => Math.abs(seconds) >= size) ?? ["minute", 60];
    this.element.textContent = this.format.format(Math.trunc(seconds / length), unit);
    setTimeout(() => this.element.isConnected && this.show(), 60000);
  }
}
