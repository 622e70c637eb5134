import { FileText, Folder, Trash2, Undo2 } from "lucide-react";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { nowInstant } from "@/core/acts";
import type { BinView, WorkspaceView } from "@/core/api";
import { core } from "@/core/client";
import { size } from "@/format/quantity";
import { useLocale } from "@/session/place";
import { keys, useAction } from "@/session/use";
import { Button } from "@/ui/Button";
import { Empty } from "@/ui/Empty";
import { Instant } from "@/ui/Instant";
import { useAnnounce } from "@/ui/Live";
import { ActsMenu } from "@/ui/Menu";
import { Notice, RefusalNotice } from "@/ui/Notice";
import { Section } from "@/ui/Page";
import { type Column, Table } from "@/ui/Table";
import { canDestroy, canOwn, canWrite, inBinForLong } from "./items";
import { PurgeDialog } from "./PurgeDialog";
import styles from "./Workspace.module.css";

export function Bin({ space }: { space: WorkspaceView }) {
  const { t } = useTranslation();
  const locale = useLocale();
  const announce = useAnnounce();
  const restore = useAction({
    run: ({ item }: BinView) => core.restore({ workspace: space.id, items: [item] }),
    refresh: [keys.workspace(space.id)],
    done: (_, { name }) => announce(t("workspace.restored", { name })),
  });
  const [purging, setPurging] = useState<readonly BinView[] | null>(null);
  const destroyer = canDestroy(space);
  const old = destroyer ? inBinForLong(space.bin, nowInstant()) : [];
  const actions: Column<BinView> = {
    key: "actions",
    header: t("common.actions"),
    actions: true,
    cell: (one) => (
      <div className={styles.rowActions}>
        <Button
          small
          icon={<Undo2 size={18} aria-hidden />}
          aria-label={t("workspace.restoreWhat", { name: one.name })}
          onPress={() => restore.mutate(one)}
        >
          {t("workspace.restore")}
        </Button>
        {destroyer && (
          <ActsMenu
            name={t("workspace.docMore", { name: one.name })}
            acts={[
              {
                key: "purge",
                label: t("workspace.purgeConfirm"),
                icon: Trash2,
                danger: true,
                run: () => setPurging([one]),
              },
            ]}
          />
        )}
      </div>
    ),
  };
  if (space.bin.length === 0) {
    return (
      <Section title={t("workspace.tabBin")} unseen>
        <Empty icon={Trash2} title={t("workspace.binEmptyTitle")} level={3}>
          {t("workspace.binEmptyText")}
        </Empty>
      </Section>
    );
  }
  return (
    <Section title={t("workspace.tabBin")} unseen>
      <RefusalNotice error={restore.error} />
      {old.length > 0 && (
        <Notice
          tone="info"
          title={t("workspace.purgeOldTitle", { count: old.length })}
          actions={
            <Button small onPress={() => setPurging(old)}>
              {t("workspace.purgeOld", { count: old.length })}
            </Button>
          }
        >
          <p>{t("workspace.purgeOldText")}</p>
        </Notice>
      )}
      <div className={styles.toolbar}>
        {old.length === 0 && <p>{t(said(space))}</p>}
        {destroyer && (
          <Button small icon={<Trash2 size={18} aria-hidden />} onPress={() => setPurging(space.bin)}>
            {t("workspace.purgeAll")}
          </Button>
        )}
      </div>
      <Table
        caption={t("workspace.tabBin")}
        rows={space.bin}
        rowKey={({ item }) => ("folder" in item ? item.folder : item.document)}
        columns={[
          {
            key: "name",
            header: t("workspace.docName"),
            head: true,
            cell: ({ item, name, documents }) => (
              <span className={styles.name}>
                {"folder" in item ? <Folder size={20} aria-hidden /> : <FileText size={20} aria-hidden />}
                <span>
                  {name}
                  {"folder" in item && (
                    <span className={styles.sub}>{t("workspace.binFolder", { count: documents })}</span>
                  )}
                </span>
              </span>
            ),
          },
          {
            key: "size",
            header: t("workspace.docSize"),
            number: true,
            cell: (one) => size(one.size, locale),
          },
          {
            key: "trashed",
            header: t("workspace.binSince"),
            cell: ({ trashedAt, trashedBy }) => (
              <span>
                <Instant at={trashedAt} />
                <span className={styles.sub}>{t("workspace.docBy", { who: trashedBy })}</span>
              </span>
            ),
          },
          ...(canWrite(space) ? [actions] : []),
        ]}
      />
      {purging && <PurgeDialog space={space} what={purging} onClose={() => setPurging(null)} />}
    </Section>
  );
}

/** What becomes of it, and who decides. */
function said(space: WorkspaceView) {
  if (!canWrite(space) && space.role !== "reader") return "workspace.binStill";
  if (space.kind !== "room") return "workspace.purgeKept";
  return canOwn(space) ? "workspace.binOwner" : "workspace.binOthers";
}
