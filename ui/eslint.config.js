// What the interface may not do, as rules (the reasons stand in the interaction design): no part that changes what was
// typed, no markup from foreign text, no key behind the input method's back, no arithmetic on scores.
import vue from "eslint-plugin-vue";
import tseslint from "typescript-eslint";
import { keysThroughOnKey } from "./eslint-keys.js";

const own = { rules: { "keys-through-on-key": keysThroughOnKey } };

const BANNED_CODE = [
  {
    selector: "CallExpression[callee.property.name='print'][callee.object.name='window']",
    message: "window.print() differs per platform: printing is the core's PDF, opened by the system.",
  },
  {
    selector: "MemberExpression[object.property.name='dataTransfer'][property.name='files']",
    message: "Dropped files arrive by the shell's event, not by dataTransfer.",
  },
  {
    selector: "MemberExpression[property.name=/^(innerHTML|outerHTML|insertAdjacentHTML)$/]",
    message: "Foreign text is data, never markup.",
  },
  {
    selector: "CallExpression[callee.name='parseFloat'], MemberExpression[property.name='parseFloat']",
    message: "Scores and amounts are text; arithmetic belongs to the core.",
  },
  {
    selector: "MemberExpression[object.name='document'][property.name='write']",
    message: "Foreign text is data, never markup.",
  },
];
const BANNED_NUMBER = {
  selector: "CallExpression[callee.name='Number']",
  message: "Scores and amounts are text; a page number is read with Number.parseInt.",
};
const BANNED_PARTS = [
  { name: "element-plus", importNames: ["ElMessage", "ElMessageBox", "ElNotification"], message: "An error that disappears, or that locks the page: say it beside its field." },
  { name: "element-plus", importNames: ["ElInputNumber"], message: "It changes what was typed without a word." },
];
const SHELL = { regex: "^@tauri-apps/", message: "Only src/api/call.ts knows the shell." };

export default tseslint.config(
  { ignores: ["dist/**", "node_modules/**", "public/**"] },
  ...tseslint.configs.recommended,
  ...vue.configs["flat/essential"],
  {
    files: ["**/*.vue"],
    languageOptions: { parserOptions: { parser: tseslint.parser } },
  },
  {
    files: ["src/**/*.{ts,vue}"],
    plugins: { own },
    rules: {
      "own/keys-through-on-key": "error",
      "no-restricted-syntax": ["error", ...BANNED_CODE, BANNED_NUMBER],
      "no-restricted-imports": ["error", { paths: BANNED_PARTS, patterns: [SHELL] }],
      "vue/no-v-html": "error",
      "vue/no-v-text-v-html-on-component": "error",
      "vue/no-restricted-html-elements": [
        "error",
        { element: ["el-input-number", "ElInputNumber"], message: "It changes what was typed without a word." },
      ],
      "vue/no-restricted-static-attribute": [
        "error",
        { key: "style", message: "The content security policy forbids inline styles: use a class or :style." },
      ],
      // A prop may be a model object of ours (`TypedText`), which its field changes; the prop itself is never set.
      "vue/no-mutating-props": ["error", { shallowOnly: true }],
      // One-word names such as `App` and `Chart` are names enough.
      "vue/multi-word-component-names": "off",
      // The compiler checks these.
      "no-undef": "off",
      "@typescript-eslint/no-unused-vars": "off",
      // Short forms of the house: `ready && open()`, and a test that reads what is surely there.
      "@typescript-eslint/no-unused-expressions": ["error", { allowShortCircuit: true, allowTernary: true }],
      eqeqeq: ["error", "always", { null: "ignore" }],
      "no-alert": "error",
      "no-console": "error",
      "no-eval": "error",
    },
  },
  {
    // A later edition uses the parts without the shell: props in, events out.
    files: ["src/parts/**/*.{ts,vue}"],
    rules: {
      "@typescript-eslint/no-restricted-imports": [
        "error",
        {
          paths: BANNED_PARTS,
          patterns: [
            SHELL,
            {
              regex: "/(api/call|api/draft|desk|closing)$|/pages/|^\\.\\./(\\.\\./)*task$",
              allowTypeImports: true,
              message: "Parts never call the core: props in, events out.",
            },
          ],
        },
      ],
      "no-restricted-imports": "off",
    },
  },
  {
    files: ["src/api/*.ts"],
    rules: { "no-restricted-imports": ["error", { paths: BANNED_PARTS }] },
  },
  {
    // Generated, or made to try what is forbidden.
    files: ["src/api/api.ts", "src/**/*.test.ts"],
    rules: {
      "own/keys-through-on-key": "off",
      "no-restricted-syntax": "off",
      "@typescript-eslint/no-explicit-any": "off",
      "@typescript-eslint/no-non-null-assertion": "off",
    },
  },
);
