import { type QueryClient, useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import type { Status } from "@/core/api";
import { core } from "@/core/client";

export const keys = {
  status: ["status"],
  accounts: ["accounts"],
  devices: ["devices"],
  enrolments: ["enrolments"],
  proposals: ["proposals"],
  workspaces: ["workspaces"],
  workspace: (id: string) => ["workspace", id],
  links: (workspace: string) => ["workspace", workspace, "links"],
  sharing: ["sharing"],
  desk: ["desk"],
  report: (id: string) => ["report", id],
  dossier: (id: string) => ["dossier", id],
  register: ["register"],
  deadlines: ["deadlines"],
} as const;

export function useStatus() {
  return useQuery({ queryKey: keys.status, queryFn: () => core.status(), staleTime: Infinity });
}

export type SignedIn = Extract<Status, { state: "signedIn" }>;

/** Inside the signed-in part of the application only: the layout has checked. */
export function useSignedIn(): SignedIn {
  const { data } = useStatus();
  if (data?.state !== "signedIn") throw new Error("useSignedIn outside the signed-in layout");
  return data;
}

interface ActionOptions<Arguments, Result> {
  run: (args: Arguments) => Promise<Result>;
  /** Lists whose content the action changes. */
  refresh?: readonly (readonly string[])[];
  done?: (result: Result, args: Arguments, client: QueryClient) => void;
}

/** One act on the core: runs once, refreshes what it changed, keeps its refusal for the page to show. */
export function useAction<Arguments = void, Result = void>({ run, refresh = [], done }: ActionOptions<Arguments, Result>) {
  const client = useQueryClient();
  return useMutation({
    mutationFn: run,
    onSuccess: async (result, args) => {
      await Promise.all(refresh.map((key) => client.invalidateQueries({ queryKey: key })));
      done?.(result, args, client);
    },
  });
}
