// Rules for the scripts of the pages: plain ES modules, no bundler, nothing global.
import js from "@eslint/js";
import globals from "globals";

export default [
  { ignores: ["app/static/vendor/**", "node_modules/**"] },
  js.configs.recommended,
  {
    files: ["**/*.mjs"],
    languageOptions: { ecmaVersion: 2022, sourceType: "module", globals: globals.browser },
    linterOptions: { reportUnusedDisableDirectives: "error" },
    rules: {
      "complexity": ["error", 10],
      "eqeqeq": "error",
      "max-lines": ["error", 200],
      "max-lines-per-function": ["error", { max: 50, skipComments: true }],
      "no-alert": "error",
      "no-console": ["error", { allow: ["warn", "error"] }],
      "no-eval": "error",
      "no-implied-eval": "error",
      "no-new-func": "error",
      "no-restricted-properties": [
        "error",
        { property: "innerHTML", message: "Text from people never becomes markup: use textContent or a <template>." },
        { property: "outerHTML", message: "Use textContent or a <template>." },
        { property: "insertAdjacentHTML", message: "Use textContent or a <template>." },
        { object: "document", property: "write", message: "Blocked by the content security policy." },
      ],
      "no-shadow": "error",
      "no-var": "error",
      "prefer-const": "error",
    },
  },
  {
    // The one trusted-types policy: text from the server's own macros becomes nodes here and nowhere else.
    files: ["app/static/js/lib/html.mjs"],
    rules: { "no-restricted-properties": "off" },
  },
];
