// @vitest-environment node
import { existsSync, readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { expect, it } from "vitest";

const folder = new URL("../src/wasm/", import.meta.url);
const script = fileURLToPath(new URL("beffroi_web.js", folder));

interface Module {
  default: (from: { module_or_path: BufferSource }) => Promise<unknown>;
  selfTest: () => Promise<{ topic: string; vectors: number; failure: string | null }[]>;
}

it("gives the committed vectors in WebAssembly under Node, content through its WebCrypto", async () => {
  expect(existsSync(script), "the browser module: cargo xtask wasm").toBe(true);
  const core = (await import(/* @vite-ignore */ script)) as Module;
  await core.default({ module_or_path: readFileSync(new URL("beffroi_web_bg.wasm", folder)) });
  const topics = await core.selfTest();
  expect(topics.filter(({ failure }) => failure !== null)).toEqual([]);
  expect(topics.filter(({ vectors }) => vectors === 0)).toEqual([]);
  for (const expected of ["sign", "hybrid", "record", "login", "platform"]) expect(topics.map(({ topic }) => topic)).toContain(expected);
}, 60_000);
