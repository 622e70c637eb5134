import { existsSync, readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import react from "@vitejs/plugin-react";
import type { Plugin } from "vite";
import { defineConfig } from "vitest/config";
import { contentSecurityPolicy } from "./csp.ts";
import { precompressed } from "./precompress.ts";

const compressed = fileURLToPath(new URL("node_modules/.cache/beffroi-brotli", import.meta.url));
const wasmModule = fileURLToPath(new URL("src/wasm/beffroi_web.js", import.meta.url));

/** A bundle without the core shows one page saying so: never let that pass unnoticed. */
function warnWithoutCore(): Plugin {
  return {
    name: "beffroi-core-present",
    apply: "build",
    buildStart() {
      if (!existsSync(wasmModule)) {
        this.warn("web/src/wasm/beffroi_web.js is missing: this bundle has no core. Build crates/web first.");
      }
    },
  };
}

/** React Aria speaks thirty-four languages; this application speaks two. */
function keepTwoLanguages(): Plugin {
  const other = /react-(aria|stately|aria-components)\/.*\/intl\/.*\/(?!fr-FR|en-US)[a-z]{2}-[A-Z]{2}\.m?js$/;
  return {
    name: "beffroi-two-languages",
    enforce: "pre",
    load: (id) => (other.test(id) ? "export default {};" : null),
  };
}

/** The decoders of scanned pages that the reader of PDF files asks for by name. */
function pdfDecoders(): Plugin {
  const folder = new URL("node_modules/pdfjs-dist/wasm/", import.meta.url);
  const names = ["jbig2.wasm", "openjpeg.wasm", "qcms_bg.wasm"];
  return {
    name: "beffroi-pdf-decoders",
    apply: "build",
    generateBundle() {
      for (const name of names) {
        this.emitFile({ type: "asset", fileName: `pdf/${name}`, source: readFileSync(new URL(name, folder)) });
      }
    },
  };
}

/** Invented data never ships: the production bundle is refused if a trace of the fixture is in it. */
function refuseFixture(): Plugin {
  return {
    name: "beffroi-no-fixture",
    apply: "build",
    generateBundle(_, bundle) {
      for (const [name, file] of Object.entries(bundle)) {
        if (file.type === "chunk" && file.code.includes("beffroi-fixture-core")) {
          this.error(`${name} holds the fixture core`);
        }
      }
    },
  };
}

export default defineConfig(({ mode }) => ({
  plugins: [react(), keepTwoLanguages(), pdfDecoders(), ...(mode === "fixture" ? [] : [warnWithoutCore(), refuseFixture(), precompressed(compressed)])],
  resolve: { alias: { "@": fileURLToPath(new URL("src", import.meta.url)) } },
  build: {
    target: ["chrome123", "firefox128", "safari17.5"],
    // Nothing inlined as data: the policy has no data: source.
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
    chunkSizeWarningLimit: 700,
  },
  worker: { format: "es" },
  server: { proxy: { "/api": "http://127.0.0.1:8470" } },
  preview: {
    headers: {
      "Content-Security-Policy": contentSecurityPolicy,
      "X-Content-Type-Options": "nosniff",
      "Referrer-Policy": "no-referrer",
      "Cross-Origin-Opener-Policy": "same-origin",
      "Cross-Origin-Resource-Policy": "same-origin",
      "Cross-Origin-Embedder-Policy": "require-corp",
    },
  },
  test: {
    environment: "happy-dom",
    include: ["test/**/*.test.ts", "test/**/*.test.tsx"],
    setupFiles: ["test/setup.ts"],
    css: { modules: { classNameStrategy: "non-scoped" } },
  },
}));
