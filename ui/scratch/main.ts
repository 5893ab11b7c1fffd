import "element-plus/theme-chalk/base.css";
import "./mock";
import { createApp } from "vue";
import App from "../src/App.vue";
import "../src/style/tokens.css";
import "../src/style/base.css";
import "./act.css";
createApp(App).mount("#app");
