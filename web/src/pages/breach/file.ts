/** The breach file the sections work on, and the one way to act on it. */
import { useQuery, useQueryClient } from "@tanstack/react-query";
import { createContext, useContext } from "react";
import type { DossierAct, Id } from "@/core/api";
import { core } from "@/core/client";
import type { BreachFile, Recorded } from "@/core/dossier";
import { keys, useAction } from "@/session/use";

export interface Case {
  id: Id;
  file: BreachFile;
}

export const CaseContext = createContext<Case | null>(null);

export function useCase(): Case {
  const value = useContext(CaseContext);
  if (!value) throw new Error("useCase outside a breach file");
  return value;
}

/** Signs acts that belong together, all or none, and shows the file as it stands after them. */
export function useActs(done?: () => void) {
  const { id } = useCase();
  const client = useQueryClient();
  return useAction({
    run: async (acts: readonly DossierAct[]) => {
      const [only] = acts;
      return only ? core.act({ dossier: id, act: acts.length === 1 ? only : acts }) : null;
    },
    refresh: [keys.register, keys.deadlines],
    done: (view) => {
      if (view) client.setQueryData(keys.dossier(id), view);
      done?.();
    },
  });
}

/** The name of an account: from the cell, else from the organisation's accounts, else its beginning. */
export function useNames(): (account: Id | null) => string {
  const { file } = useCase();
  const accounts = useQuery({ queryKey: keys.accounts, queryFn: () => core.accounts(), staleTime: 300_000 });
  return (account) => {
    if (!account) return "";
    const member = file.cell[account];
    if (member) return member.name;
    const known = accounts.data?.find((one) => one.account === account);
    return known ? `${known.givenName} ${known.familyName}` : account.slice(0, 8);
  };
}

export function byTime<Act>(records: Readonly<Record<string, Recorded<Act>>>): Recorded<Act>[] {
  return Object.values(records).toSorted((a, b) => a.at.localeCompare(b.at));
}

/** Whether acts are still possible: a closed file only reopens. */
export function isOpen(file: BreachFile): boolean {
  return !["closed", "archived", "discarded", "duplicate"].includes(file.state);
}
