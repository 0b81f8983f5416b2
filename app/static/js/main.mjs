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

/** Start what `root` contains; call it again for parts that arrive later. Resolves when all have started or failed. */
export function start(root) {
  const elements = [...root.querySelectorAll("[data-module]")];
  if (root.matches?.("[data-module]")) elements.unshift(root);
  const starts = elements.flatMap((element) =>
    element.dataset.module
      .split(/\s+/)
      .filter((name) => NAME.test(name))
      .map((name) => bind(element, name)),
  );
  return Promise.all(starts);
}

// Not awaited: some modules import this file, so they can only start after it has been read to its end.
start(document).then(() => {
  document.documentElement.dataset.scripts = "started";
});
