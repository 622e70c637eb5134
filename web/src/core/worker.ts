/**
 * The worker that holds the core. It loads the WebAssembly module once and passes each call to it; keys,
 * encryption, storage and network calls all happen on the Rust side of this line.
 */
import type { Call, Reply } from "./messages";
import { Refused, toRefusal } from "./refused";

type Method = (args: unknown, onProgress: (progress: unknown) => void) => Promise<unknown>;
type CoreObject = Record<string, Method | undefined>;
interface WasmModule {
  default: () => Promise<unknown>;
  Core: (new () => CoreObject) & { load?: () => Promise<CoreObject> };
}

// A glob, so that the page can be built and read before the core has been.
const modules = import.meta.glob<WasmModule>("../wasm/beffroi_web.js");

async function loadCore(): Promise<CoreObject> {
  const load = modules["../wasm/beffroi_web.js"];
  if (!load) throw new Refused({ code: "core-missing", params: {} });
  const module = await load();
  await module.default();
  return module.Core.load ? module.Core.load() : new module.Core();
}

let core: Promise<CoreObject> | undefined;

async function answer({ id, method, args }: Call): Promise<Reply> {
  try {
    core ??= loadCore();
    const target = await core;
    const call = target[method];
    if (typeof call !== "function") throw new Refused({ code: "core-outdated", params: { method } });
    const result = await call.call(target, args, (progress) => self.postMessage({ id, progress } satisfies Reply));
    return { id, result };
  } catch (thrown) {
    return { id, refusal: toRefusal(thrown) };
  }
}

self.addEventListener("message", (event: MessageEvent<Call>) => {
  void answer(event.data).then((reply) => self.postMessage(reply));
});
