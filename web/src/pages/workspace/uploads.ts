import { useQueryClient } from "@tanstack/react-query";
import { useCallback, useEffect, useRef, useState } from "react";
import type { FolderView, Id, Progress, Refusal } from "@/core/api";
import { core } from "@/core/client";
import { toRefusal } from "@/core/refused";
import { keys } from "@/session/use";
import type { PlacedFile } from "@/ui/Drop";

export interface Transfer {
  key: number;
  name: string;
  state: "waiting" | "running" | "failed";
  progress: Progress;
  refusal: Refusal | null;
}

/** Case does not make another folder, nor the way an accent is written. */
const same = (name: string) => name.normalize("NFC").toLowerCase();

/**
 * Files are sent one after the other: each has the whole line, and the order stays the person's. Folders that are not
 * there yet are made on the way.
 */
export function useUploads(workspace: Id, folders: readonly FolderView[], onDone: (name: string) => void) {
  const client = useQueryClient();
  const [transfers, setTransfers] = useState<Transfer[]>([]);
  const queue = useRef<Promise<void>>(Promise.resolve());
  const next = useRef(0);
  const known = useRef(folders);
  useEffect(() => {
    known.current = folders;
  }, [folders]);

  const change = useCallback((key: number, part: Partial<Transfer>) => {
    setTransfers((all) => all.map((one) => (one.key === key ? { ...one, ...part } : one)));
  }, []);
  const dismiss = useCallback((key: number) => setTransfers((all) => all.filter((one) => one.key !== key)), []);

  const add = useCallback(
    (files: readonly PlacedFile[], folder: Id | null) => {
      // Folders made for this batch: the list on the page learns of them only later.
      const made = new Map<string, Id>();
      const place = async (path: readonly string[]): Promise<Id | null> => {
        let parent = folder;
        for (const name of path) {
          const key = `${parent ?? ""}/${same(name)}`;
          const at: Id | null = parent;
          const there = known.current.find((one) => one.parent === at && same(one.name) === same(name))?.id ?? made.get(key);
          const id: Id = there ?? (await core.createFolder({ workspace, parent, name }));
          made.set(key, id);
          parent = id;
        }
        return parent;
      };
      for (const { file, path } of files) {
        next.current += 1;
        const key = next.current;
        const name = [...path, file.name].join("/");
        setTransfers((all) => [...all, { key, name, state: "waiting", progress: { done: 0, total: file.size }, refusal: null }]);
        queue.current = queue.current.then(async () => {
          change(key, { state: "running" });
          try {
            const target = await place(path);
            await core.upload({ workspace, folder: target, file }, (progress) => change(key, { progress }));
            dismiss(key);
            onDone(file.name);
          } catch (thrown) {
            change(key, { state: "failed", refusal: toRefusal(thrown) });
          }
          await client.invalidateQueries({ queryKey: keys.workspace(workspace) });
        });
      }
    },
    [change, client, dismiss, onDone, workspace],
  );

  return { transfers, add, dismiss };
}
