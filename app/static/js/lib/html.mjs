/** The only door for HTML from the server. */
import { start } from "../main.mjs";

// It passes the text on as it is: only templates of this service, which escape what people typed, come through here.
const policy = globalThis.trustedTypes?.createPolicy("kenes", { createHTML: (html) => html }) ?? {
  createHTML: (html) => html,
};

/** Return the nodes of `html` as a fragment. */
export function fragment(html) {
  const template = document.createElement("template");
  template.innerHTML = policy.createHTML(html);
  return template.content;
}

function place(html, put) {
  const nodes = fragment(html);
  const elements = [...nodes.children];
  put(nodes);
  elements.forEach(start);
  return elements;
}

/** Add `html` at the end of `parent`, start its modules, return its elements. */
export function append(parent, html) {
  return place(html, (nodes) => parent.append(nodes));
}

/** Put `html` in the place of `element`, start its modules, return the new elements. */
export function replace(element, html) {
  return place(html, (nodes) => element.replaceWith(nodes));
}
