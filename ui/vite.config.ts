// Builds the page that the window carries inside itself.
import vue from "@vitejs/plugin-vue";
import elementPlus from "unplugin-element-plus/vite";
import { readFileSync } from "node:fs";
import { defineConfig, type Plugin } from "vite";

/**
 * The decoders of scanned pages (JBIG2, JPEG 2000) as plain scripts under the names that the PDF engine asks for; the
 * window's policy allows no WebAssembly.
 */
function pdfDecoders(): Plugin {
  const names = ["jbig2_nowasm_fallback.js", "openjpeg_nowasm_fallback.js"];
  const source = (name: string) => readFileSync(new URL(`node_modules/pdfjs-dist/wasm/${name}`, import.meta.url));
  return {
    name: "pdf-decoders",
    generateBundle() {
      for (const name of names) this.emitFile({ type: "asset", fileName: `pdf/${name}`, source: source(name) });
    },
  };
}

export default defineConfig({
  plugins: [vue(), elementPlus({}), pdfDecoders()],
  // The character maps and faces that PDF files count on travel in the bundle (`src/parts/pdf/assets.ts`).
  assetsInclude: ["**/*.bcmap", "**/*.pfb"],
  worker: { format: "es" },
  // The texts and the icon stand outside this folder, because the command line and the papers use them too.
  server: { host: "127.0.0.1", port: 5173, strictPort: true, fs: { allow: [".."] } },
  build: { target: "safari15", chunkSizeWarningLimit: 700 },
});
