import type { WorkspaceView } from "@/core/api";
import { type Line, nameOf } from "./items";

/** As people compare names: neither case nor accents count. */
function folded(text: string): string {
  return text.normalize("NFD").replace(/\p{M}/gu, "").toLowerCase();
}

export interface Named {
  line: Line;
  folded: string;
}

/** Every folder and document outside the bin, by its name as it is compared: made once, searched at each letter. */
export function namesOf(space: Pick<WorkspaceView, "folders" | "documentList">): Named[] {
  const folders = space.folders.map((folder) => ({ kind: "folder" as const, folder }));
  const documents = space.documentList.filter((one) => !one.trashed).map((document) => ({ kind: "document" as const, document }));
  return [...folders, ...documents].map((line) => ({ line, folded: folded(nameOf(line)) }));
}

/** Those whose name holds every word, wherever it stands. */
export function search(names: readonly Named[], query: string): Line[] {
  const words = folded(query).split(/\s+/).filter(Boolean);
  return names.filter((one) => words.every((word) => one.folded.includes(word))).map((one) => one.line);
}
