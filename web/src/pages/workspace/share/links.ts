import { useQuery } from "@tanstack/react-query";
import type { Id, LinkState, LinkView } from "@/core/api";
import { core } from "@/core/client";
import { keys, useSignedIn } from "@/session/use";
import type { TagTone } from "@/ui/Tag";
import { canWrite, type Rights } from "../items";

export function useLinks(workspace: Id) {
  return useQuery({
    queryKey: keys.links(workspace),
    queryFn: () => core.links({ workspace }),
    refetchInterval: 30_000,
  });
}

/** A link hands documents to people outside: whoever only reads, or is a guest, does not decide that. */
export function useCanShare(space: Rights): boolean {
  const { me } = useSignedIn();
  return canWrite(space) && me.profile !== "guest";
}

/** Still to be decided upon; the others have ended. */
export const isOpen = ({ state }: LinkView): boolean => state === "active" || state === "suspended";

export const stateTone: Record<LinkState, TagTone> = {
  active: "ok",
  suspended: "warn",
  expired: "neutral",
  exhausted: "neutral",
  refused: "danger",
  closed: "neutral",
};

/** Those still open first, the latest of each first. */
export function inOrder(links: readonly LinkView[]): LinkView[] {
  return links.toSorted((a, b) => Number(isOpen(b)) - Number(isOpen(a)) || b.createdAt.localeCompare(a.createdAt));
}

