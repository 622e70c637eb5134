import { Link } from "@tanstack/react-router";
import { Download, FileText, Folder, FolderPlus, Pencil, Trash2 } from "lucide-react";
import { useCallback, useState } from "react";
import { useTranslation } from "react-i18next";
import type { DocumentView, FolderView, Id, Progress as Amount, WorkspaceView } from "@/core/api";
import { core } from "@/core/client";
import { size } from "@/format/quantity";
import { workspaceRoute } from "@/router";
import { useLocale } from "@/session/place";
import { keys, useAction } from "@/session/use";
import { Button } from "@/ui/Button";
import { saveBlob } from "@/ui/download";
import { Drop } from "@/ui/Drop";
import { Empty } from "@/ui/Empty";
import { Instant } from "@/ui/Instant";
import { useAnnounce } from "@/ui/Live";
import { ActsMenu } from "@/ui/Menu";
import { RefusalNotice } from "@/ui/Notice";
import { Progress } from "@/ui/Progress";
import { Section } from "@/ui/Page";
import { Table } from "@/ui/Table";
import { NameDialog } from "./NameDialog";
import { useUploads } from "./uploads";
import styles from "./Workspace.module.css";

type Line = { kind: "folder"; folder: FolderView } | { kind: "document"; document: DocumentView };

export function canWrite(space: Pick<WorkspaceView, "role" | "closed" | "alarm">): boolean {
  return space.role !== "reader" && !space.closed && !space.alarm;
}

export function Documents({ space, folder }: { space: WorkspaceView; folder: Id | null }) {
  const { t } = useTranslation();
  const locale = useLocale();
  const announce = useAnnounce();
  const writable = canWrite(space);
  const [naming, setNaming] = useState<Line | "new" | null>(null);
  const [fetching, setFetching] = useState<{ name: string; progress: Amount } | null>(null);
  const uploads = useUploads(
    space.id,
    useCallback((name: string) => announce(t("workspace.uploaded", { name })), [announce, t]),
  );
  const refresh = [keys.workspace(space.id)];
  const download = useAction({
    run: (document: DocumentView) => {
      setFetching({ name: document.name, progress: { done: 0, total: document.size } });
      return core.download({ workspace: space.id, document: document.id }, (progress) =>
        setFetching({ name: document.name, progress }),
      );
    },
    done: (blob, document) => {
      setFetching(null);
      saveBlob(blob, document.name);
    },
  });
  const trash = useAction({
    run: (document: DocumentView) => core.trash({ workspace: space.id, document: document.id }),
    refresh,
    done: (_, document) => announce(t("workspace.trashed", { name: document.name })),
  });

  const byName = new Intl.Collator("fr", { numeric: true });
  const lines: Line[] = [
    ...space.folders
      .filter((one) => one.parent === folder)
      .toSorted((a, b) => byName.compare(a.name, b.name))
      .map((one) => ({ kind: "folder" as const, folder: one })),
    ...space.documentList
      .filter((one) => one.folder === folder && !one.trashed)
      .toSorted((a, b) => byName.compare(a.name, b.name))
      .map((one) => ({ kind: "document" as const, document: one })),
  ];

  return (
    <Section title={t("workspace.tabDocuments")} unseen>
      <div className={styles.toolbar}>
        <FolderPath space={space} folder={folder} />
        {writable && (
          <Button small icon={<FolderPlus size={18} aria-hidden />} onPress={() => setNaming("new")}>
            {t("workspace.newFolder")}
          </Button>
        )}
      </div>
      {writable && (
        <Drop
          label={t("workspace.dropHere")}
          button={t("workspace.chooseFiles")}
          onFiles={(files) => uploads.add(files, folder)}
        />
      )}
      {uploads.transfers.length > 0 && (
        <section className={styles.transfers} aria-label={t("workspace.uploads")}>
          {uploads.transfers.map((transfer) =>
            transfer.state === "failed" ? (
              <RefusalNotice
                key={transfer.key}
                error={transfer.refusal}
                actions={
                  <Button small onPress={() => uploads.dismiss(transfer.key)}>
                    {t("workspace.dismiss", { name: transfer.name })}
                  </Button>
                }
              />
            ) : (
              <Progress
                key={transfer.key}
                label={t(transfer.state === "waiting" ? "workspace.uploadQueued" : "workspace.uploading", {
                  name: transfer.name,
                })}
                {...transfer.progress}
              />
            ),
          )}
        </section>
      )}
      {fetching && download.isPending && (
        <Progress label={t("workspace.downloading", { name: fetching.name })} {...fetching.progress} />
      )}
      <RefusalNotice error={download.error ?? trash.error} />
      {lines.length === 0 ? (
        <Empty icon={FileText} title={t("workspace.docsEmptyTitle")} level={3}>
          {writable ? t("workspace.docsEmptyText") : t("workspace.docsEmptyReader")}
        </Empty>
      ) : (
        <Table
          caption={t("workspace.docsCaption", { name: space.name })}
          rows={lines}
          rowKey={(line) => (line.kind === "folder" ? line.folder.id : line.document.id)}
          columns={[
            {
              key: "name",
              header: t("workspace.docName"),
              head: true,
              cell: (line) =>
                line.kind === "folder" ? (
                  <Link from={workspaceRoute.fullPath} search={{ dossier: line.folder.id }} className={styles.name}>
                    <Folder size={20} aria-hidden />
                    <span>
                      {line.folder.name}
                      <span className="visually-hidden"> ({t("workspace.folder")})</span>
                    </span>
                  </Link>
                ) : (
                  <span className={styles.name}>
                    <FileText size={20} aria-hidden />
                    <span>
                      {line.document.name}
                      {line.document.version > 1 && (
                        <span className={styles.sub}>
                          {t("workspace.docVersion", { version: line.document.version })}
                        </span>
                      )}
                    </span>
                  </span>
                ),
            },
            {
              key: "size",
              header: t("workspace.docSize"),
              number: true,
              cell: (line) => (line.kind === "document" ? size(line.document.size, locale) : null),
            },
            {
              key: "added",
              header: t("workspace.docAdded"),
              cell: (line) =>
                line.kind === "document" ? (
                  <span>
                    <Instant at={line.document.addedAt} />
                    <span className={styles.sub}>{t("workspace.docBy", { who: line.document.addedBy })}</span>
                  </span>
                ) : null,
            },
            {
              key: "actions",
              header: t("common.actions"),
              actions: "corner",
              cell: (line) => (
                <div className={styles.rowActions}>
                  {line.kind === "document" && (
                    <Button
                      small
                      tone="quiet"
                      icon={<Download size={18} aria-hidden />}
                      aria-label={t("workspace.docDownload", { name: line.document.name })}
                      onPress={() => download.mutate(line.document)}
                    />
                  )}
                  {writable && (
                    <ActsMenu
                      name={t("workspace.docMore", {
                        name: line.kind === "folder" ? line.folder.name : line.document.name,
                      })}
                      acts={[
                        {
                          key: "rename",
                          label: t("workspace.docRename"),
                          icon: Pencil,
                          run: () => setNaming(line),
                        },
                        ...(line.kind === "document"
                          ? [
                              {
                                key: "trash",
                                label: t("workspace.docTrash"),
                                icon: Trash2,
                                danger: true,
                                run: () => trash.mutate(line.document),
                              },
                            ]
                          : []),
                      ]}
                    />
                  )}
                </div>
              ),
            },
          ]}
        />
      )}
      {naming === "new" && (
        <NameDialog
          title={t("workspace.newFolder")}
          label={t("workspace.folderName")}
          initial=""
          submit={t("common.add")}
          run={(name) => core.createFolder({ workspace: space.id, parent: folder, name })}
          refresh={refresh}
          onClose={() => setNaming(null)}
        />
      )}
      {naming !== null && naming !== "new" && (
        <NameDialog
          title={t("workspace.renameTitle", {
            name: naming.kind === "folder" ? naming.folder.name : naming.document.name,
          })}
          label={t("workspace.newName")}
          initial={naming.kind === "folder" ? naming.folder.name : naming.document.name}
          submit={t("workspace.docRename")}
          run={(name) =>
            core.rename({
              workspace: space.id,
              name,
              ...(naming.kind === "folder" ? { folder: naming.folder.id } : { document: naming.document.id }),
            })
          }
          refresh={refresh}
          onClose={() => setNaming(null)}
        />
      )}
    </Section>
  );
}

function FolderPath({ space, folder }: { space: WorkspaceView; folder: Id | null }) {
  const { t } = useTranslation();
  const path: FolderView[] = [];
  let current = folder;
  while (current) {
    const id: Id = current;
    const found = space.folders.find((one) => one.id === id);
    if (!found || path.includes(found)) break;
    path.unshift(found);
    current = found.parent;
  }
  return (
    <nav aria-label={t("workspace.path")}>
      <ol className={styles.path}>
        <li>
          {folder ? (
            <Link from={workspaceRoute.fullPath} search={{}}>
              {t("workspace.root")}
            </Link>
          ) : (
            <span aria-current="location">{t("workspace.root")}</span>
          )}
        </li>
        {path.map((one) => (
          <li key={one.id}>
            {one.id === folder ? (
              <span aria-current="location">{one.name}</span>
            ) : (
              <Link from={workspaceRoute.fullPath} search={{ dossier: one.id }}>
                {one.name}
              </Link>
            )}
          </li>
        ))}
      </ol>
    </nav>
  );
}
