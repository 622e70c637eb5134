import { useQuery } from "@tanstack/react-query";
import { useTranslation } from "react-i18next";
import type { Id, WorkspaceSummary, WorkspaceView } from "@/core/api";
import { core } from "@/core/client";
import { either } from "@/format/list";
import { useLocale } from "@/session/place";
import { keys } from "@/session/use";
import { Button } from "@/ui/Button";
import { Notice, RefusalNotice } from "@/ui/Notice";
import { focusTitle } from "@/ui/Page";
import { canGovern, ownersOf } from "../items";
import { useClosing, useSuspension } from "./Life";

type Shown = WorkspaceSummary & Partial<Pick<WorkspaceView, "memberList">>;

/** Above everything: why nothing can be written here, or read, and who may change it. */
export function StateNotice({ space }: { space: Shown }) {
  const { t } = useTranslation();
  const turn = useSuspension(space);
  const reopening = useClosing(space);
  const governs = canGovern(space);
  const names = useOwners(space);
  if (space.suspended) {
    return (
      <Notice
        tone="warn"
        title={t("settings.isSuspended")}
        actions={
          governs && (
            // The notice goes with its button: the focus is not left nowhere.
            <Button small isPending={turn.isPending} onPress={() => turn.mutate(true, { onSuccess: focusTitle })}>
              {t("settings.resume")}
            </Button>
          )
        }
      >
        {governs ? (
          <p>{t(space.kind === "desk" ? "settings.isSuspendedDesk" : "settings.isSuspendedOwner")}</p>
        ) : (
          <p>
            {t("settings.isSuspendedOthers")} {t("settings.askResume", { names })}
          </p>
        )}
        <RefusalNotice error={turn.error} />
      </Notice>
    );
  }
  if (!space.closed) return null;
  return (
    <Notice
      tone="info"
      title={t("settings.isClosed")}
      actions={
        governs && (
          <Button small isPending={reopening.isPending} onPress={() => reopening.mutate(true, { onSuccess: focusTitle })}>
            {t("settings.reopen")}
          </Button>
        )
      }
    >
      {governs ? (
        <p>{t(space.kind === "desk" ? "settings.isClosedDesk" : "settings.isClosedOwner")}</p>
      ) : (
        <p>
          {t("settings.isClosedOthers")} {t("settings.askReopen", { names })}
        </p>
      )}
      <RefusalNotice error={reopening.error} />
    </Notice>
  );
}

/** More names than that are looked up in the list of members. */
const namedMax = 3;

function useOwners({ memberList = [] }: Shown): string {
  const { t } = useTranslation();
  const locale = useLocale();
  const owners = ownersOf({ memberList });
  return owners.length === 0 || owners.length > namedMax ? t("settings.anOwner") : either(owners, locale);
}

/** The same, for the pages that show a workspace as something else: a desk, a breach file. */
export function StateOf({ workspace }: { workspace: Id }) {
  const list = useQuery({ queryKey: keys.workspaces, queryFn: () => core.workspaces() });
  const space = list.data?.find((one) => one.id === workspace);
  return space ? <StateNotice space={space} /> : null;
}
