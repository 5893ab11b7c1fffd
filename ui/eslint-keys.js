// A rule of the house: a key handler is made by `onKey()`, so that it never sees what belongs to the input method.
// In a template the handler is a name that the script makes by `onKey(…)` (or that it imports, where the same rule
// reads the other file); in code nobody listens to keys but `lib/shortcuts.ts`.

const KEYS = new Set(["keydown", "keyup", "keypress"]);
const SAYS = "Key handlers go through onKey() of lib/keys.ts, which leaves the input method's keys alone.";

/** Names that a script makes by `onKey(…)`, anywhere in it, or imports. */
function guardedNames(program, visitorKeys) {
  const names = new Set();
  const walk = (node) => {
    if (node.type === "ImportSpecifier") names.add(node.local.name);
    const isGuarded = node.type === "VariableDeclarator" && node.init?.type === "CallExpression";
    if (isGuarded && node.init.callee.name === "onKey" && node.id.type === "Identifier") names.add(node.id.name);
    for (const key of visitorKeys[node.type] ?? []) {
      for (const child of [node[key]].flat()) if (child) walk(child);
    }
  };
  walk(program);
  return names;
}

/** Whether a template's expression is a guarded handler, or calls one: `move`, `readonly || move($event)`. */
function isGuardedExpression(node, names) {
  if (node === null || node === undefined) return false;
  if (node.type === "Identifier") return names.has(node.name);
  if (node.type === "CallExpression") return node.callee.name === "onKey" || isGuardedExpression(node.callee, names);
  if (node.type === "LogicalExpression") return isGuardedExpression(node.right, names);
  if (node.type === "VOnExpression") {
    return node.body.length === 1 && isGuardedExpression(node.body[0].expression, names);
  }
  return false;
}

export const keysThroughOnKey = {
  meta: { type: "problem", schema: [], messages: { raw: SAYS } },
  create(context) {
    const { sourceCode } = context;
    const names = guardedNames(sourceCode.ast, sourceCode.visitorKeys);
    const script = {
      CallExpression(node) {
        const { callee, arguments: given } = node;
        const isListening = callee.type === "MemberExpression" && callee.property.name === "addEventListener";
        if (!isListening || given[0]?.type !== "Literal" || !KEYS.has(given[0].value)) return;
        if (!isGuardedExpression(given[1], names)) context.report({ node, messageId: "raw" });
      },
      // `el.onkeydown = …`
      "AssignmentExpression > MemberExpression.left"(node) {
        if (typeof node.property.name === "string" && KEYS.has(node.property.name.replace(/^on/, ""))) {
          context.report({ node, messageId: "raw" });
        }
      },
    };
    const { defineTemplateBodyVisitor } = sourceCode.parserServices ?? {};
    if (defineTemplateBodyVisitor === undefined) return script;
    return defineTemplateBodyVisitor(
      {
        "VAttribute[directive=true][key.name.name='on']"(node) {
          if (!KEYS.has(node.key.argument?.name)) return;
          if (!isGuardedExpression(node.value?.expression, names)) context.report({ node, messageId: "raw" });
        },
      },
      script,
    );
  },
};
