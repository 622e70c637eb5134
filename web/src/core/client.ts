/**
 * The core as the pages see it: one typed object whose every method is a message to the worker.
 */
import type { Core } from "./api";
import type { Call, Reply } from "./messages";
import { Refused } from "./refused";

interface Pending {
  resolve: (value: unknown) => void;
  reject: (reason: Refused) => void;
  onProgress: ((progress: unknown) => void) | undefined;
}

function connect(): Core {
  const pending = new Map<number, Pending>();
  let next = 0;
  let worker: Worker | undefined;

  function start(): Worker {
    const started = new Worker(new URL("./worker.ts", import.meta.url), { type: "module", name: "beffroi" });
    started.addEventListener("message", (event: MessageEvent<Reply>) => {
      const reply = event.data;
      const waiting = pending.get(reply.id);
      if (!waiting) return;
      if ("progress" in reply) {
        waiting.onProgress?.(reply.progress);
        return;
      }
      pending.delete(reply.id);
      if ("refusal" in reply) waiting.reject(new Refused(reply.refusal));
      else waiting.resolve(reply.result);
    });
    // The worker itself failed (not loaded, out of memory): nobody must wait for ever.
    started.addEventListener("error", (event) => {
      const refusal = new Refused({ code: "core-failed", params: { detail: event.message || "worker" } });
      for (const waiting of pending.values()) waiting.reject(refusal);
      pending.clear();
      started.terminate();
      worker = undefined;
    });
    return started;
  }

  function call(method: string, args: unknown, onProgress?: (progress: unknown) => void): Promise<unknown> {
    worker ??= start();
    const target = worker;
    next += 1;
    const id = next;
    return new Promise((resolve, reject) => {
      pending.set(id, { resolve, reject, onProgress });
      target.postMessage({ id, method, args: args ?? {} } satisfies Call);
    });
  }

  return new Proxy({} as Core, {
    get: (_, method) =>
      typeof method === "string" && method !== "then"
        ? (args?: unknown, onProgress?: (progress: unknown) => void) => call(method, args, onProgress)
        : undefined,
  });
}

async function choose(): Promise<Core> {
  // Replaced at build time: the fixture does not exist in the production bundle (test/bundle.test.ts).
  if (import.meta.env.MODE === "fixture" || import.meta.env.MODE === "test") {
    const { fixtureCore } = await import("./fixture");
    return fixtureCore();
  }
  return connect();
}

/** Set once by `main.tsx` before the first render. */
export let core: Core;

export async function openCore(): Promise<void> {
  core = await choose();
}

/** For tests of single components. */
export function useThisCore(replacement: Core): void {
  core = replacement;
}
