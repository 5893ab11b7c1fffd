// The rules of the house are tried on what they must refuse and on what they must let pass.
import { ESLint } from "eslint";
import { describe, expect, it } from "vitest";

const eslint = new ESLint();

async function complaints(code, path) {
  const [result] = await eslint.lintText(code, { filePath: new URL(path, import.meta.url).pathname });
  return result.messages.map((one) => one.ruleId);
}
const vue = (script, template) => `<script setup lang="ts">\n${script}\n</script>\n<template>${template}</template>\n`;
const IMPORT = 'import { onKey } from "../lib/keys";\n';

describe("the rules of the house", { timeout: 60_000 }, () => {
  it.each([
    ["a raw handler", vue("const move = () => 1;", '<input @keydown="move" />')],
    ["an inline handler", vue("", '<input @keydown.enter="$emit(1)" />')],
    ["foreign markup", vue("const foreign = 1;", '<p v-html="foreign" />')],
    ["an inline style", vue("", '<p style="color: red" />')],
    ["a part that corrects", vue("", "<el-input-number />")],
    ["a listener", 'window.addEventListener("keydown", (event) => event.key);'],
    ["a score as a number", "export const worth = (score: string) => Number(score);"],
    ["a score as a float", "export const worth = (score: string) => Number.parseFloat(score);"],
    ["printing", "window.print();"],
    ["the shell", 'import { invoke } from "@tauri-apps/api/core";\ninvoke("call");'],
    ["a part that calls the core", 'import { call } from "../api/call";\ncall("log_next", null);'],
    ["a part that knows the task", 'import { place } from "../pages/expert/task";\nplace.step = 1;'],
    ["a message that goes away", 'import { ElMessage } from "element-plus";\nElMessage.error("");'],
  ])("refuse %s", async (_name, code) => {
    expect(await complaints(code, `src/parts/Tried.${code.startsWith("<") ? "vue" : "ts"}`)).not.toEqual([]);
  });

  it.each([
    ["a guarded handler", vue(`${IMPORT}const move = onKey(() => undefined);`, '<input @keydown="move" />')],
    ["one under a condition", vue(`${IMPORT}const move = onKey(() => undefined);`, '<input @keydown="off || move($event)" />')],
    ["a guarded listener", `${IMPORT}export function on(): void {\n  const one = onKey(() => undefined);\n  window.addEventListener("keydown", one);\n}`],
    ["the types of a call", 'import type { Fault } from "../api/call";\nexport type Kind = Fault["kind"];'],
    ["a page number", "export const page = (typed: string) => Number.parseInt(typed, 10);"],
  ])("let pass %s", async (_name, code) => {
    expect(await complaints(code, `src/parts/Tried.${code.startsWith("<") ? "vue" : "ts"}`)).toEqual([]);
  });
});
