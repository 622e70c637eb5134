/** The worker behind `renderPdf`: one compiler, fonts and templates from our own origin. */

import * as typst from "@myriaddreamin/typst-ts-web-compiler";
import wasm from "@myriaddreamin/typst-ts-web-compiler/wasm?url";
import mono from "@expo-google-fonts/source-code-pro/400Regular/SourceCodePro_400Regular.ttf?url";
import sans from "@expo-google-fonts/source-sans-3/400Regular/SourceSans3_400Regular.ttf?url";
import sansSemibold from "@expo-google-fonts/source-sans-3/600SemiBold/SourceSans3_600SemiBold.ttf?url";
import serif from "@expo-google-fonts/source-serif-4/400Regular/SourceSerif4_400Regular.ttf?url";
import serifSemibold from "@expo-google-fonts/source-serif-4/600SemiBold/SourceSerif4_600SemiBold.ttf?url";
import type { Bytes, Press } from "./press";
import { openPress, RenderError } from "./press";
import type { Delivery, Order } from "./render";
import { stamped } from "./stamp";

const files: Record<string, string> = import.meta.glob("./*.typ", { query: "?raw", import: "default", eager: true });
const sources = Object.fromEntries(Object.entries(files).map(([path, text]) => [path.replace("./", ""), text]));

let press: Promise<Press> | null = null;

async function open(): Promise<Press> {
  const fonts = await Promise.all([mono, sans, sansSemibold, serif, serifSemibold].map(bring));
  return openPress({ typst, wasm: fetch(wasm), fonts, sources });
}

async function bring(address: string): Promise<Bytes> {
  const answer = await fetch(address);
  if (!answer.ok) {
    throw new Error(`a font could not be loaded (${answer.status})`);
  }
  return new Uint8Array(await answer.arrayBuffer());
}

async function deliver({ id, template, data }: Order): Promise<Delivery> {
  try {
    press ??= open();
    return { id, pdf: (await press).render(template, await stamped(data, new Date())) };
  } catch (error) {
    // A failed load is tried again with the next document.
    if (error instanceof RenderError) {
      return { id, refused: error.diagnostics, message: error.message };
    }
    press = null;
    return { id, refused: null, message: String(error) };
  }
}

self.onmessage = async ({ data }: MessageEvent<Order>) => {
  const delivery = await deliver(data);
  self.postMessage(delivery, { transfer: "pdf" in delivery ? [delivery.pdf.buffer] : [] });
};
