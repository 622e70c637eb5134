/**
 * Documents in the browser: `renderPdf("person_letter", data)`.
 *
 * The compiler is large and seldom needed: it is loaded from our own origin when the first document is asked for,
 * in a worker, so that the page stays usable, and let go when no document was asked for in a while.
 */

import type { Bytes, Template } from "./press";
import { RenderError } from "./press";

export type { Template } from "./press";
export { RenderError } from "./press";

export interface Order {
  id: number;
  template: Template;
  data: unknown;
}

export type Delivery = { id: number; pdf: Bytes } | { id: number; refused: string[] | null; message: string };

const IDLE_MILLISECONDS = 60_000;

interface Waiting {
  template: Template;
  resolve(pdf: Bytes): void;
  reject(error: Error): void;
}

let worker: Worker | null = null;
let idle: ReturnType<typeof setTimeout> | undefined;
let last = 0;
const waiting = new Map<number, Waiting>();

/** The document as PDF bytes. Rejects with a `RenderError` when the template does not take this data. */
export function renderPdf(template: Template, data: unknown): Promise<Bytes> {
  clearTimeout(idle);
  worker ??= open();
  const order: Order = { id: ++last, template, data };
  const delivered = new Promise<Bytes>((resolve, reject) => waiting.set(order.id, { template, resolve, reject }));
  worker.postMessage(order);
  return delivered;
}

function open(): Worker {
  const opened = new Worker(new URL("./worker.ts", import.meta.url), { type: "module" });
  opened.onmessage = ({ data }: MessageEvent<Delivery>) => settle(data);
  opened.onerror = (event) => {
    const error = new Error(event.message || "the document compiler could not be loaded");
    for (const order of waiting.values()) {
      order.reject(error);
    }
    waiting.clear();
    close();
  };
  return opened;
}

function settle(delivery: Delivery): void {
  const order = waiting.get(delivery.id);
  waiting.delete(delivery.id);
  if (waiting.size === 0) {
    idle = setTimeout(close, IDLE_MILLISECONDS);
  }
  if (order === undefined) {
    return;
  }
  if ("pdf" in delivery) {
    order.resolve(delivery.pdf);
  } else if (delivery.refused === null) {
    order.reject(new Error(delivery.message));
  } else {
    order.reject(new RenderError(order.template, delivery.refused));
  }
}

function close(): void {
  worker?.terminate();
  worker = null;
}
