import { Trash2, Undo2 } from "lucide-react";
import { useTranslation } from "react-i18next";
import type { DocumentView, WorkspaceView } from "@/core/api";
import { core } from "@/core/client";
import { size } from "@/format/quantity";
import { useLocale } from "@/session/place";
import { keys, useAction } from "@/session/use";
import { Button } from "@/ui/Button";
import { Empty } from "@/ui/Empty";
import { useAnnounce } from "@/ui/Live";
import { RefusalNotice } from "@/ui/Notice";
import { Section } from "@/ui/Page";
import { Table } from "@/ui/Table";
import { canWrite } from "./Documents";

export function Bin({ space }: { space: WorkspaceView }) {
  const { t } = useTranslation();
  const locale = useLocale();
  const announce = useAnnounce();
  const restore = useAction({
    run: (document: DocumentView) => core.restore({ workspace: space.id, document: document.id }),
    refresh: [keys.workspace(space.id)],
    done: (_, document) => announce(t("workspace.restored", { name: document.name })),
  });
  const trashed = space.documentList.filter((document) => document.trashed);
  return (
    <Section title={t("workspace.tabBin")} unseen>
      <RefusalNotice error={restore.error} />
      {trashed.length === 0 ? (
        <Empty icon={Trash2} title={t("workspace.binEmptyTitle")} level={3}>
          {t("workspace.binEmptyText")}
        </Empty>
      ) : (
        <Table
          caption={t("workspace.tabBin")}
          rows={trashed}
          rowKey={(document) => document.id}
          columns={[
            { key: "name", header: t("workspace.docName"), head: true, cell: (document) => document.name },
            {
              key: "size",
              header: t("workspace.docSize"),
              number: true,
              cell: (document) => size(document.size, locale),
            },
            {
              key: "actions",
              header: t("common.actions"),
              actions: true,
              cell: (document) =>
                canWrite(space) ? (
                  <Button
                    small
                    icon={<Undo2 size={18} aria-hidden />}
                    aria-label={t("workspace.restoreWhat", { what: document.name, name: document.name })}
                    onPress={() => restore.mutate(document)}
                  >
                    {t("workspace.restore")}
                  </Button>
                ) : null,
            },
          ]}
        />
      )}
    </Section>
  );
}
