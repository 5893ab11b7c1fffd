// Builds the page that the window carries inside itself.
import vue from "@vitejs/plugin-vue";
import elementPlus from "unplugin-element-plus/vite";
import { readFileSync } from "node:fs";
import { defineConfig, type Plugin } from "vite";

/** The licences of what the PDF engine brings along; `assets/pdf/README.md` says what each covers. */
const PDF_LICENCES = [
  "LICENSE",
  "cmaps/LICENSE",
  "standard_fonts/LICENSE_FOXIT",
  "wasm/LICENSE_JBIG2",
  "wasm/LICENSE_OPENJPEG",
  "wasm/LICENSE_PDFJS_JBIG2",
  "wasm/LICENSE_PDFJS_OPENJPEG",
];

/**
 * The decoders of scanned pages (JBIG2, JPEG 2000) as plain scripts under the names that the PDF engine asks for; the
 * window's policy allows no WebAssembly.  The licences lie beside them.
 */
function pdfDecoders(): Plugin {
  const names = ["jbig2_nowasm_fallback.js", "openjpeg_nowasm_fallback.js"];
  const source = (path: string) => readFileSync(new URL(`node_modules/pdfjs-dist/${path}`, import.meta.url));
  return {
    name: "pdf-decoders",
    generateBundle() {
      for (const name of names) {
        this.emitFile({ type: "asset", fileName: `pdf/${name}`, source: source(`wasm/${name}`) });
      }
      for (const path of PDF_LICENCES) {
        const fileName = `pdf/licences/${path.replace("/", "-")}.txt`;
        this.emitFile({ type: "asset", fileName, source: source(path) });
      }
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
  build: {
    target: "safari15",
    // The PDF engine and its worker are as large as that, and are loaded only with a report.
    chunkSizeWarningLimit: 1300,
    rolldownOptions: { checks: { pluginTimings: false } },
  },
});
