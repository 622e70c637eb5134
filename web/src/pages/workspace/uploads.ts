import { useQueryClient } from "@tanstack/react-query";
import { useCallback, useRef, useState } from "react";
import type { Id, Progress, Refusal } from "@/core/api";
import { core } from "@/core/client";
import { toRefusal } from "@/core/refused";
import { keys } from "@/session/use";

export interface Transfer {
  key: number;
  name: string;
  state: "waiting" | "running" | "failed";
  progress: Progress;
  refusal: Refusal | null;
}

/** Files are sent one after the other: each has the whole line, and the order stays the person's. */
export function useUploads(workspace: Id, onDone: (name: string) => void) {
  const client = useQueryClient();
  const [transfers, setTransfers] = useState<Transfer[]>([]);
  const queue = useRef<Promise<void>>(Promise.resolve());
  const next = useRef(0);

  const change = useCallback((key: number, part: Partial<Transfer>) => {
    setTransfers((all) => all.map((one) => (one.key === key ? { ...one, ...part } : one)));
  }, []);
  const dismiss = useCallback((key: number) => setTransfers((all) => all.filter((one) => one.key !== key)), []);

  const add = useCallback(
    (files: readonly File[], folder: Id | null) => {
      for (const file of files) {
        next.current += 1;
        const key = next.current;
        setTransfers((all) => [
          ...all,
          { key, name: file.name, state: "waiting", progress: { done: 0, total: file.size }, refusal: null },
        ]);
        queue.current = queue.current.then(async () => {
          change(key, { state: "running" });
          try {
            await core.upload({ workspace, folder, file }, (progress) => change(key, { progress }));
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
