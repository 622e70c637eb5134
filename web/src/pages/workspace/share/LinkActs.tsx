import { CirclePause, CirclePlay, CircleX, type LucideIcon } from "lucide-react";
import { useTranslation } from "react-i18next";
import type { Id, LinkView } from "@/core/api";
import { core } from "@/core/client";
import { keys, useAction } from "@/session/use";
import { Confirm, Dialog } from "@/ui/Dialog";
import { useAnnounce } from "@/ui/Live";
import { LinkAddress } from "./LinkAddress";

/** Stops a link, or serves it again: one press undoes the other. */
export function useTurn(workspace: Id) {
  const { t } = useTranslation();
  const announce = useAnnounce();
  return useAction({
    run: ({ id: link, state }: LinkView) =>
      state === "suspended" ? core.resumeLink({ workspace, link }) : core.suspendLink({ workspace, link }),
    refresh: [keys.workspace(workspace)],
    done: (_, { state, title }) => announce(t(state === "suspended" ? "sharing.resumed" : "sharing.suspended", { title })),
  });
}

/** The name and the picture of what `useTurn` would do. */
export function turnOf({ state }: LinkView): { label: "sharing.resume" | "sharing.suspend"; icon: LucideIcon } {
  return state === "suspended" ? { label: "sharing.resume", icon: CirclePlay } : { label: "sharing.suspend", icon: CirclePause };
}

export const CloseIcon = CircleX;

interface LinkDialogProps {
  workspace: Id;
  link: LinkView;
  onClose: () => void;
}

export function CloseLink({ workspace, link, onClose }: LinkDialogProps) {
  const { t } = useTranslation();
  const announce = useAnnounce();
  const close = useAction({
    run: () => core.closeLink({ workspace, link: link.id }),
    refresh: [keys.workspace(workspace)],
    done: () => {
      onClose();
      announce(t("sharing.closed", { title: link.title }));
    },
  });
  return (
    <Confirm
      title={t("sharing.closeTitle", { title: link.title })}
      open
      onClose={onClose}
      onConfirm={() => close.mutate()}
      confirm={t("sharing.close")}
      tone="danger"
      pending={close.isPending}
      error={close.error}
    >
      <p>{t("sharing.closeText")}</p>
    </Confirm>
  );
}

export function LinkCode({ link, onClose }: Omit<LinkDialogProps, "workspace">) {
  const { t } = useTranslation();
  return (
    <Dialog title={t("sharing.codeOf", { title: link.title })} open onClose={onClose} wide>
      <LinkAddress address={link.address} title={link.title} />
    </Dialog>
  );
}
