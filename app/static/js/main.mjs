/** Binds scripts to pages. A page names what it needs (data-module="a b"); what fails leaves the page as it was. */

const NAME = /^[a-z][a-z0-9-]*$/;
const started = new WeakMap();

async function bind(element, name) {
  const names = started.get(element) ?? new Set();
  if (names.has(name)) return;
  started.set(element, names.add(name));
  try {
    // Relative to this file, so that the address keeps the build id and the cache of the whole release.
    const { default: Module } = await import(`./modules/${name}.mjs`);
    new Module(element);
  } catch (error) {
    console.error(`Module ${name} did not start`, error);
  }
}

/** Start what `root` contains; call it again for parts that arrive later. */
export function start(root) {
  const elements = [...root.querySelectorAll("[data-module]")];
  if (root.matches?.("[data-module]")) elements.unshift(root);
  for (const element of elements) {
    for (const name of element.dataset.module.split(/\s+/)) if (NAME.test(name)) bind(element, name);
  }
}

start(document);
