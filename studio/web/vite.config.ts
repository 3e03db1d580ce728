import { fileURLToPath } from "node:url";
import tailwindcss from "@tailwindcss/vite";
import react from "@vitejs/plugin-react";
import { defineConfig } from "vitest/config";

const names = {
  entryFileNames: "assets/[name].js",
  chunkFileNames: "assets/[name].js",
  assetFileNames: "assets/[name][extname]",
};

/** dist/ is committed, so file names carry no hash (the server sends an ETag) and nothing may be inlined (the CSP forbids it). */
export default defineConfig({
  plugins: [react(), tailwindcss()],
  resolve: { alias: { "@": fileURLToPath(new URL("./src", import.meta.url)) } },
  build: {
    target: "es2023",
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
    reportCompressedSize: false,
    chunkSizeWarningLimit: 2000,
    // What is bundled says under which terms; the fonts' and the worker's are in public/licenses/.
    license: { fileName: "licenses.md" },
    rolldownOptions: { output: names },
  },
  worker: { format: "es", rolldownOptions: { output: names } },
  test: { environment: "jsdom", include: ["src/**/*.test.{ts,tsx}", "e2e/*.test.ts"] },
});
