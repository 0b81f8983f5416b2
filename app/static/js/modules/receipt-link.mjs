/** Fills the receipt's form from the part of the address behind the #, and takes it out of the address at once. */
export default class ReceiptLink {
  constructor(form) {
    const [number, secret] = decodeURIComponent(location.hash.slice(1)).split(".");
    if (!/^\d{8}$/.test(number) || !secret) return;
    history.replaceState(null, "", location.pathname + location.search);
    form.elements.number.value = number;
    form.elements.secret.value = secret;
    document.getElementById("from-receipt").hidden = false;
    form.querySelector("[type=submit]").focus();
  }
}
