/** Whoever is or may be under age starts from "do not publish", unless something was chosen already. */
export default class PublicationDefault {
  constructor(form) {
    let isChosen = false;
    form.addEventListener("change", ({ target, isTrusted }) => {
      if (target.name === "publication") isChosen ||= isTrusted;
      if (target.name !== "adult" || isChosen) return;
      form.elements.publication.value = target.value === "yes" ? "later" : "no";
    });
  }
}
