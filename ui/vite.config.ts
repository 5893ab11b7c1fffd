// Builds the page that the window carries inside itself.
import vue from "@vitejs/plugin-vue";
import elementPlus from "unplugin-element-plus/vite";
import { defineConfig } from "vite";

export default defineConfig({
  plugins: [vue(), elementPlus({})],
  // The texts and the icon stand outside this folder, because the command line and the papers use them too.
  server: { host: "127.0.0.1", port: 5173, strictPort: true, fs: { allow: [".."] } },
  build: { target: "safari15", chunkSizeWarningLimit: 700 },
});
