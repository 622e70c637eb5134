import { flushSync } from "react-dom";
import { useTranslation } from "react-i18next";
import type { BinView, WorkspaceView } from "@/core/api";
import { core } from "@/core/client";
import { size } from "@/format/quantity";
import { useLocale } from "@/session/place";
import { keys, useAction } from "@/session/use";
import { Confirm } from "@/ui/Dialog";
import { useAnnounce } from "@/ui/Live";
import { focusTitle } from "@/ui/Page";
import styles from "./Workspace.module.css";

interface PurgeDialogProps {
  space: WorkspaceView;
  what: readonly BinView[];
  onClose: () => void;
}

/** So many names are read at a glance. */
const namedMax = 5;

/** What goes for good is named before it goes. */
export function PurgeDialog({ space, what, onClose }: PurgeDialogProps) {
  const { t } = useTranslation();
  const locale = useLocale();
  const announce = useAnnounce();
  const count = what.length;
  const name = what[0]?.name ?? "";
  const purge = useAction({
    run: () => core.purge({ workspace: space.id, items: what.map(({ item }) => item) }),
    refresh: [keys.workspace(space.id)],
    done: () => {
      announce(t("workspace.purged", { count, name }));
      // The row went with the menu that asked; nothing outside can have the focus while the dialog is there.
      flushSync(onClose);
      focusTitle();
    },
  });
  const bytes = what.reduce((sum, one) => sum + one.size, 0);
  const inFolders = what.reduce((sum, { item, documents }) => sum + ("folder" in item ? documents : 0), 0);
  return (
    <Confirm
      title={count === 1 ? t("workspace.purgeAskOne", { name }) : t("workspace.purgeAskMany", { count })}
      open
      onClose={onClose}
      onConfirm={() => purge.mutate()}
      confirm={t("workspace.purgeConfirm")}
      tone="danger"
      pending={purge.isPending}
      error={purge.error}
    >
      {count > 1 && count <= namedMax && (
        <ul>
          {what.map((one) => (
            <li key={JSON.stringify(one.item)}>
              {one.name}{" "}
              {"folder" in one.item && (
                <span className={styles.quiet}>({t("workspace.binFolder", { count: one.documents })})</span>
              )}
            </li>
          ))}
        </ul>
      )}
      {inFolders > 0 && (count === 1 || count > namedMax) && (
        <p>{t("workspace.purgeFolders", { count: inFolders })}</p>
      )}
      <p>{t("workspace.purgeText", { count, size: size(bytes, locale) })}</p>
      <p>
        <strong>{t("workspace.purgeFinal")}</strong>
      </p>
    </Confirm>
  );
}
