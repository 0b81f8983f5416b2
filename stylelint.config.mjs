// Rules for the stylesheets: no foreign addresses, no surprises, colours only from tokens.css.
export default {
  ignoreFiles: ["app/static/vendor/**"],
  reportDescriptionlessDisables: true,
  reportNeedlessDisables: true,
  rules: {
    "block-no-empty": true,
    "color-no-hex": true,
    "color-no-invalid-hex": true,
    "custom-property-no-missing-var-function": true,
    "declaration-block-no-duplicate-custom-properties": true,
    "declaration-block-no-duplicate-properties": [true, { ignore: ["consecutive-duplicates-with-different-values"] }],
    "declaration-block-no-shorthand-property-overrides": true,
    "font-family-no-duplicate-names": true,
    "function-calc-no-unspaced-operator": true,
    "function-url-scheme-disallowed-list": ["http", "https"],
    "keyframe-declaration-no-important": true,
    "max-nesting-depth": 2,
    "media-feature-name-no-unknown": true,
    "no-duplicate-at-import-rules": true,
    "no-invalid-double-slash-comments": true,
    "property-no-unknown": true,
    "selector-max-id": 0,
    "selector-pseudo-class-no-unknown": true,
    "selector-pseudo-element-no-unknown": true,
    "unit-no-unknown": true,
  },
  overrides: [
    {
      // The place where a colour gets its name.
      files: ["app/static/css/tokens.css"],
      rules: { "color-no-hex": null },
    },
  ],
};
