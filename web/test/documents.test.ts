import { describe, expect, it } from "vitest";
import type { DocumentView, FolderView } from "@/core/api";
import { destinations, linesOf, nameOf, pathTo } from "@/pages/workspace/items";
import { decodeText, previewable } from "@/pages/workspace/preview/kind";
import { namesOf, search } from "@/pages/workspace/search";

const folder = (id: string, name: string, parent: string | null = null): FolderView => ({ id, name, parent });
const document = (id: string, name: string, part: Partial<DocumentView> = {}): DocumentView => ({
  id,
  name,
  folder: null,
  size: 1,
  mediaType: "text/html",
  version: 1,
  addedAt: "2026-01-01T00:00:00Z",
  addedBy: "Hugo",
  sha256: "",
  trashed: false,
  ...part,
});

const space = {
  folders: [folder("a", "Conseil"), folder("b", "Élus", "a"), folder("c", "Écoles")],
  documentList: [
    document("1", "Procès-verbal du 10 mars.pdf", { folder: "b" }),
    document("2", "Procès-verbal du 9 mars.pdf", { folder: "b" }),
    document("3", "Ancien procès-verbal.pdf", { trashed: true }),
  ],
};

describe("documents of a workspace", () => {
  it("are found by every word of a name, whatever its case and accents, but not in the bin", () => {
    const found = (query: string) => search(namesOf(space), query).map(nameOf);
    expect(found("PROCES mars")).toEqual(["Procès-verbal du 10 mars.pdf", "Procès-verbal du 9 mars.pdf"]);
    expect(found("ecole")).toEqual(["Écoles"]);
    expect(found("e\u0301lus")).toEqual(["Élus"]);
    expect(found("ancien")).toEqual([]);
    expect(found("mars 9")).toEqual(["Procès-verbal du 9 mars.pdf"]);
  });

  it("stand in the order that people count in, under their path", () => {
    const view = space as Parameters<typeof linesOf>[0];
    expect(linesOf(view, "b").map(nameOf)).toEqual(["Procès-verbal du 9 mars.pdf", "Procès-verbal du 10 mars.pdf"]);
    expect(pathTo(space, "b").map((one) => one.name)).toEqual(["Conseil", "Élus"]);
  });

  it("go everywhere but into what moves", () => {
    const labels = (...moved: Parameters<typeof destinations>[2][number][]) =>
      destinations(space, "Racine", moved).map((one) => one.label);
    expect(labels()).toEqual(["Racine", "Conseil", "Conseil / Élus", "Écoles"]);
    expect(labels({ folder: "a" }, { document: "1" })).toEqual(["Racine", "Écoles"]);
  });
});

describe("a preview", () => {
  it("is chosen by the name, never by the declared type, and gives no type that could run", () => {
    expect(previewable("page.html")).toEqual({ kind: "text", type: "text/plain" });
    expect(previewable("dessin.svg")).toBeNull();
    expect(previewable("Photo.JPG")).toEqual({ kind: "image", type: "image/jpeg" });
    expect(previewable("constructor")).toBeNull();
    expect(previewable("a.constructor")).toBeNull();
    expect(previewable("sans extension")).toBeNull();
  });

  it("reads the encodings that French offices write", () => {
    const utf8 = new TextEncoder().encode("été 3 €");
    expect(decodeText(utf8)).toBe("été 3 €");
    expect(decodeText(utf8.subarray(0, utf8.length - 1))).toBe("été 3 ");
    expect(decodeText(Uint8Array.of(0xe9, 0x74, 0xe9))).toBe("été");
    expect(decodeText(Uint8Array.of(0xff, 0xfe, 0xe9, 0x00))).toBe("é");
  });
});
