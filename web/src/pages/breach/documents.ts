/**
 * Documents of a breach file: the core gives the data, complete and stamped, the templates lay them out in this
 * browser. The templates are a package of their own and are fetched when the first document is asked for.
 */
import { useQuery } from "@tanstack/react-query";
import type { DocumentKind } from "@/core/api";
import { core } from "@/core/client";
import { Refused } from "@/core/refused";
import { keys } from "@/session/use";
import { saveBlob } from "@/ui/download";
import { useCase } from "./file";

interface Renderer {
  renderPdf: (template: DocumentKind, data: unknown) => Promise<Uint8Array<ArrayBuffer>>;
}

/** What a template takes: the document, and what every document says of itself (crates/print, `Stamp`). */
interface Stamped {
  stamp: Record<string, unknown>;
  document: unknown;
}

function isStamped(data: unknown): data is Stamped {
  return typeof data === "object" && data !== null && "stamp" in data && "document" in data;
}

const renderers = import.meta.glob<Renderer>("../../../../templates/render.ts");

/** The data of a document, as it is now: asked for again after each act. */
export function useDocument<Shape>(kind: DocumentKind, subject: string | null) {
  const { id, file } = useCase();
  return useQuery({
    queryKey: [...keys.dossier(id), kind, subject, file.acts],
    queryFn: async () => {
      const { data } = await core.document({ dossier: id, kind, subject });
      return (isStamped(data) ? data.document : data) as Shape;
    },
    placeholderData: (previous) => previous,
  });
}

export interface Wanted {
  kind: DocumentKind;
  /** The person or the viewer it is for. */
  subject?: string | null;
  /** Of letters and requests to everybody: to these only, in one file. */
  only?: readonly string[];
}

async function fetched(dossier: string, { kind, subject = null, only }: Wanted) {
  const given = await core.document({ dossier, kind, subject });
  if (!only) return given;
  const wanted = (one: { recipient?: { party: string } }) => only.includes(one.recipient?.party ?? "");
  const chosen = (list: unknown) => (Array.isArray(list) ? list.filter(wanted) : list);
  const { data } = given;
  return { ...given, data: isStamped(data) ? { ...data, document: chosen(data.document) } : chosen(data) };
}

/** A document as a PDF file, made here. */
export async function pdfOf(dossier: string, wanted: Wanted): Promise<File> {
  const [load] = Object.values(renderers);
  if (!load) throw new Refused({ code: "templates-missing", params: {} });
  const [renderer, document] = await Promise.all([load(), fetched(dossier, wanted)]);
  try {
    const pdf = await renderer.renderPdf(document.template, document.data);
    return new File([pdf], document.fileName, { type: "application/pdf" });
  } catch (thrown) {
    throw new Refused({
      code: "document-not-rendered",
      params: { name: document.fileName, detail: thrown instanceof Error ? thrown.message : String(thrown) },
    });
  }
}

/** Puts a document on the person's device, as a PDF. */
export function useSavePdf(): (wanted: Wanted) => Promise<void> {
  const { id } = useCase();
  return async (wanted) => {
    const file = await pdfOf(id, wanted);
    saveBlob(file, file.name);
  };
}

/** The same document as data, for another program. */
export function useSaveJson(): (wanted: Wanted) => Promise<void> {
  const { id } = useCase();
  return async (wanted) => {
    const { data, fileName } = await fetched(id, wanted);
    const text = JSON.stringify(isStamped(data) ? data.document : data, null, 2);
    saveBlob(new Blob([`${text}\n`], { type: "application/json" }), fileName.replace(/\.pdf$/, ".json"));
  };
}
