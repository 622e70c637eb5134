import { CirclePause, CirclePlay, Lock, LockOpen } from "lucide-react";
import { useTranslation } from "react-i18next";
import type { WorkspaceSummary } from "@/core/api";
import { core } from "@/core/client";
import { keys, useAction } from "@/session/use";
import { Button } from "@/ui/Button";
import { useAnnounce } from "@/ui/Live";
import { Act } from "./Act";

/** A desk and a breach file are shown by pages of their own too. */
const changed = (space: WorkspaceSummary) => [
  keys.workspace(space.id),
  keys.workspaces,
  ...(space.kind === "desk" ? [keys.desk] : []),
  ...(space.kind === "dossier" ? [keys.dossier(space.id)] : []),
];

/** Suspends or resumes, as the workspace stands. */
export function useSuspension(space: WorkspaceSummary) {
  const { t } = useTranslation();
  const announce = useAnnounce();
  return useAction({
    run: (suspended: boolean) =>
      suspended ? core.resumeWorkspace({ workspace: space.id }) : core.suspendWorkspace({ workspace: space.id }),
    refresh: changed(space),
    done: (_, suspended) => announce(t(suspended ? "settings.resumed" : "settings.suspended", { name: space.name })),
  });
}

/** Closes or reopens, as the workspace stands. */
export function useClosing(space: WorkspaceSummary) {
  const { t } = useTranslation();
  const announce = useAnnounce();
  return useAction({
    run: (closed: boolean) =>
      closed ? core.reopenWorkspace({ workspace: space.id }) : core.closeWorkspace({ workspace: space.id }),
    refresh: changed(space),
    done: (_, closed) => announce(t(closed ? "settings.reopened" : "settings.closed", { name: space.name })),
  });
}

export function SuspendAct({ space }: { space: WorkspaceSummary }) {
  const { t } = useTranslation();
  const turn = useSuspension(space);
  const text = space.suspended ? "settings.resumeText" : space.kind === "desk" ? "settings.suspendDesk" : "settings.suspendText";
  return (
    <Act
      title={t("settings.suspendTitle")}
      text={t(text)}
      error={turn.error}
      button={
        <Button
          icon={space.suspended ? <CirclePlay size={18} aria-hidden /> : <CirclePause size={18} aria-hidden />}
          isPending={turn.isPending}
          onPress={() => turn.mutate(space.suspended)}
        >
          {t(space.suspended ? "settings.resume" : "settings.suspend")}
        </Button>
      }
    />
  );
}

export function CloseAct({ space }: { space: WorkspaceSummary }) {
  const { t } = useTranslation();
  const turn = useClosing(space);
  const title = t("settings.closeTitle");
  if (space.suspended) return <Act title={title} text={t("settings.closeSuspended")} />;
  const text = space.closed ? "settings.reopenText" : space.kind === "desk" ? "settings.closeDesk" : "settings.closeText";
  return (
    <Act
      title={title}
      text={t(text)}
      error={turn.error}
      button={
        <Button
          icon={space.closed ? <LockOpen size={18} aria-hidden /> : <Lock size={18} aria-hidden />}
          isPending={turn.isPending}
          onPress={() => turn.mutate(space.closed)}
        >
          {t(space.closed ? "settings.reopen" : "settings.close")}
        </Button>
      }
    />
  );
}
