// Starts the page: styles first, then the one component.
import "./style/tokens.css";
import "./style/base.css";
import { createApp } from "vue";
import App from "./App.vue";

// Replaced at build time: in the page that is shipped this is `false` and the counter is not even built.
if (import.meta.env.VITE_COUNT_STEPS === "1") {
  void import("./lib/steps").then(({ countSteps }) => {
    const steps = countSteps(window);
    Object.defineProperty(window, "__steps", { get: () => steps.count, set: (count: number) => (steps.count = count) });
  });
}

createApp(App).mount("#app");
