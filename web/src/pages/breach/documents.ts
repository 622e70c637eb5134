/**
 * Documents of a breach file: the core gives the data, the templates lay it out in this browser. The
 * templates are a package of their own and are fetched when the first document is asked for.
 */
import { useQuery } from "@tanstack/react-query";
import type { DocumentKind } from "@/core/api";
import { core } from "@/core/client";
import { Refused } from "@/core/refused";
import { fr } from "@/i18n/fr";
import { keys, useSignedIn } from "@/session/use";
import { saveBlob } from "@/ui/download";
import { type Case, useCase } from "./file";

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

/** Puts a document on the person's device, as a PDF. */
export function useSavePdf(): (kind: DocumentKind, subject: string | null) => Promise<void> {
  const value = useCase();
  const { organisation } = useSignedIn();
  return async (kind, subject) => {
    const [load] = Object.values(renderers);
    if (!load) throw new Refused({ code: "templates-missing", params: {} });
    const [renderer, document] = await Promise.all([
      load(),
      core.document({ dossier: value.id, kind, subject }),
    ]);
    const data: Stamped = isStamped(document.data)
      ? document.data
      : { stamp: await stampOf(value, organisation), document: document.data };
    let pdf: Uint8Array<ArrayBuffer>;
    try {
      pdf = await renderer.renderPdf(document.template, data);
    } catch (thrown) {
      throw new Refused({
        code: "document-not-rendered",
        params: { name: document.fileName, detail: thrown instanceof Error ? thrown.message : String(thrown) },
      });
    }
    saveBlob(new Blob([pdf], { type: "application/pdf" }), document.fileName);
  };
}

/** Whose document it is, which file, made when, from which state. Documents are in French, whatever the page is. */
async function stampOf(
  { id, file }: Case,
  organisation: { name: string; fingerprint: { words: string[] } },
): Promise<Record<string, unknown>> {
  const index = await core.document({ dossier: id, kind: "archive_index", subject: null });
  const journal = (index.data as { journal?: { commit: string }[] }).journal ?? [];
  return {
    organisation: file.organisation.name || organisation.name,
    reference: file.number ?? fr.breach.unnumbered,
    day: file.as_of.local.slice(0, 10),
    established: file.as_of.text,
    digest: journal.at(-1)?.commit ?? "",
    deadline: file.clocks.awareness?.plus_72h.text ?? null,
    fingerprint: [organisation.fingerprint.words.join(" ")],
    people: Object.fromEntries(Object.entries(file.cell).map(([account, member]) => [account, member.name])),
    acts: fr.breach.acts,
  };
}
