/** The reader of PDF files, loaded with the first of them. What a file would run is never run. */
import * as pdfjs from "pdfjs-dist";
import type { PDFDocumentProxy } from "pdfjs-dist";

export { TextLayer } from "pdfjs-dist";
export type { PDFDocumentProxy, PDFPageProxy } from "pdfjs-dist";

pdfjs.GlobalWorkerOptions.workerPort = new Worker(new URL("pdfjs-dist/build/pdf.worker.min.mjs", import.meta.url), {
  type: "module",
  name: "pdf",
});

export type PdfProblem = "password" | "broken";

/** Why a file does not open, as far as it can be told. */
export function problemOf(error: unknown): PdfProblem {
  return error instanceof Error && error.name === "PasswordException" ? "password" : "broken";
}

export async function openPdf(blob: Blob): Promise<PDFDocumentProxy> {
  const task = pdfjs.getDocument({
    data: new Uint8Array(await blob.arrayBuffer()),
    // Decoders of scanned pages, from this site (vite.config.ts puts them there).
    wasmUrl: new URL("/pdf/", window.location.href).href,
    enableXfa: false,
  });
  return task.promise;
}
