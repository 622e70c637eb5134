/**
 * Documents of a breach file: the core gives the data, the templates lay it out in this browser. The
 * templates are a package of their own and are fetched when the first document is asked for.
 */
import type { DocumentKind, Id } from "@/core/api";
import { core } from "@/core/client";
import { Refused } from "@/core/refused";
import { saveBlob } from "@/ui/download";

interface Renderer {
  renderPdf: (template: DocumentKind, data: unknown) => Promise<Uint8Array<ArrayBuffer>>;
}

const renderers = import.meta.glob<Renderer>("../../../../templates/render.ts");

/** One document, as a file on the person's device. */
export async function savePdf(dossier: Id, kind: DocumentKind, subject: string | null): Promise<void> {
  const [load] = Object.values(renderers);
  if (!load) throw new Refused({ code: "templates-missing", params: {} });
  const [renderer, document] = await Promise.all([load(), core.document({ dossier, kind, subject })]);
  let pdf: Uint8Array<ArrayBuffer>;
  try {
    pdf = await renderer.renderPdf(document.template, document.data);
  } catch (thrown) {
    throw new Refused({
      code: "document-not-rendered",
      params: { name: document.fileName, detail: thrown instanceof Error ? thrown.message : String(thrown) },
    });
  }
  saveBlob(new Blob([pdf], { type: "application/pdf" }), document.fileName);
}
