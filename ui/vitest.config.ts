// The tests of the interface; the last line they print is the one the test run counts.
import vue from "@vitejs/plugin-vue";
import { defineConfig } from "vitest/config";
import type { Reporter, TestModule } from "vitest/node";

class ClosingLine implements Reporter {
  onTestRunEnd(modules: ReadonlyArray<TestModule>): void {
    const tests = modules.flatMap((module) => [...module.children.allTests()]);
    const failed = tests.filter((test) => test.result().state === "failed").length;
    const passed = tests.filter((test) => test.result().state === "passed").length;
    console.log(`${passed} passed, ${failed} failed`);
  }
}

export default defineConfig({
  plugins: [vue()],
  test: { include: ["src/**/*.test.ts", "*.test.js"], reporters: ["default", new ClosingLine()] },
});
