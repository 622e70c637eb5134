import type { BinView, DocumentView, FolderView, Id, Instant, ItemRef, WorkspaceView } from "@/core/api";

/** A line of a folder: another folder, or a document. */
export type Line = { kind: "folder"; folder: FolderView } | { kind: "document"; document: DocumentView };

type Folders = Pick<WorkspaceView, "folders">;

export const idOf = (line: Line): Id => (line.kind === "folder" ? line.folder.id : line.document.id);
export const nameOf = (line: Line): string => (line.kind === "folder" ? line.folder.name : line.document.name);
export const refOf = (line: Line): ItemRef =>
  line.kind === "folder" ? { folder: line.folder.id } : { document: line.document.id };

export type Rights = Pick<WorkspaceView, "role" | "closed" | "suspended" | "alarm">;

/** May deposit, rename, move. */
export function canWrite(space: Rights): boolean {
  return space.role !== "reader" && !space.closed && !space.suspended && !space.alarm;
}

/** May look into documents: while a workspace is suspended, only its owners do. */
export function canRead(space: Rights): boolean {
  return space.role === "owner" || !space.suspended;
}

/** May destroy what is in its bin: what breach files and desks hold is owed to the authority. */
export function canDestroy(space: Rights & Pick<WorkspaceView, "kind">): boolean {
  return canOwn(space) && space.kind === "room";
}

/** May decide who belongs to it. */
export function canOwn(space: Rights): boolean {
  return space.role === "owner" && canWrite(space);
}

/** May suspend, close or delete it, and undo the first two: whatever its state. */
export function canGovern({ role, alarm }: Pick<Rights, "role" | "alarm">): boolean {
  return role === "owner" && !alarm;
}

/** It is no more this account's: nothing of it is shown but why. */
export function hasEnded({ alarm }: Pick<Rights, "alarm">): boolean {
  return alarm?.code === "workspace-deleted" || alarm?.code === "workspace-left";
}

export function ownersOf({ memberList }: Pick<WorkspaceView, "memberList">): string[] {
  return memberList.filter((member) => member.role === "owner").map((member) => member.name);
}

const byName = new Intl.Collator("fr", { numeric: true });

/** What stands in a folder, folders first, in the order of names. */
export function linesOf(space: WorkspaceView, folder: Id | null): Line[] {
  return [
    ...space.folders
      .filter((one) => one.parent === folder)
      .toSorted((a, b) => byName.compare(a.name, b.name))
      .map((one) => ({ kind: "folder" as const, folder: one })),
    ...space.documentList
      .filter((one) => one.folder === folder && !one.trashed)
      .toSorted((a, b) => byName.compare(a.name, b.name))
      .map((one) => ({ kind: "document" as const, document: one })),
  ];
}

/** A folder and those around it, from the root. */
export function pathTo(space: Folders, folder: Id | null): FolderView[] {
  const path: FolderView[] = [];
  let current = folder;
  while (current) {
    const id: Id = current;
    const found = space.folders.find((one) => one.id === id);
    if (!found || path.includes(found)) break;
    path.unshift(found);
    current = found.parent;
  }
  return path;
}

export interface Destination {
  id: Id | null;
  label: string;
}

/** Where things may go: every folder by its whole path, but none of `moved` and nothing inside them. */
export function destinations(space: Folders, root: string, moved: readonly ItemRef[]): Destination[] {
  const kept = new Set(moved.flatMap((item) => ("folder" in item ? [item.folder] : [])));
  const folders = space.folders
    .map((one) => pathTo(space, one.id))
    .filter((path) => path.every((one) => !kept.has(one.id)))
    .map((path) => ({ id: path.at(-1)?.id ?? null, label: path.map((one) => one.name).join(" / ") }))
    .toSorted((a, b) => byName.compare(a.label, b.label));
  return [{ id: null, label: root }, ...folders];
}

const longMs = 30 * 24 * 3_600_000;

/** What an owner may want to decide upon: there for more than thirty days. Nothing goes by itself. */
export function inBinForLong(bin: readonly BinView[], now: Instant): BinView[] {
  return bin.filter(({ trashedAt }) => Date.parse(now) - Date.parse(trashedAt) > longMs);
}
