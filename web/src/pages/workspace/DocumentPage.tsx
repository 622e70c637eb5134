import { useQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { Download, Eye, Link2, Pencil, Undo2 } from "lucide-react";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { FileTrigger } from "react-aria-components/FileTrigger";
import type { DocumentHistory, Id, Progress as Amount, VersionView, WorkspaceView } from "@/core/api";
import { core } from "@/core/client";
import { size } from "@/format/quantity";
import { documentRoute } from "@/router";
import { useLocale } from "@/session/place";
import { keys, useAction } from "@/session/use";
import { Button } from "@/ui/Button";
import { Copy } from "@/ui/Copy";
import { saveBlob } from "@/ui/download";
import { Confirm, Dialog, FormActions } from "@/ui/Dialog";
import { TextField } from "@/ui/Field";
import { Instant } from "@/ui/Instant";
import { useAnnounce } from "@/ui/Live";
import { RefusalNotice } from "@/ui/Notice";
import { BackLabel, Facts, LocalForm, Page, Section } from "@/ui/Page";
import { Loading, Progress } from "@/ui/Progress";
import { Table } from "@/ui/Table";
import { Tag } from "@/ui/Tag";
import { canRead, canWrite } from "./items";
import { Preview } from "./preview/Preview";
import { StateNotice } from "./settings/StateNotice";
import { useCanShare } from "./share/links";
import { ShareDialog } from "./share/ShareDialog";
import styles from "./Workspace.module.css";

export function DocumentPage() {
  const { t } = useTranslation();
  const { workspace, document } = documentRoute.useParams();
  const space = useQuery({ queryKey: keys.workspace(workspace), queryFn: () => core.workspace({ workspace }) });
  const history = useQuery({
    queryKey: [...keys.workspace(workspace), "document", document],
    queryFn: () => core.documentHistory({ workspace, document }),
    refetchInterval: 30_000,
  });
  if (space.isPending || history.isPending) return <Loading />;
  if (space.isError || history.isError) {
    return (
      <Page title={t("workspace.document")} back={<Back workspace={workspace} folder={null} />}>
        <RefusalNotice error={space.error ?? history.error} />
      </Page>
    );
  }
  return <Document space={space.data} history={history.data} />;
}

function Back({ workspace, folder, label }: { workspace: Id; folder: Id | null; label?: string }) {
  const { t } = useTranslation();
  return (
    <Link to="/espaces/$workspace" params={{ workspace }} search={folder ? { dossier: folder } : {}}>
      <BackLabel>{label ?? t("workspace.backToSpace")}</BackLabel>
    </Link>
  );
}

function Document({ space, history }: { space: WorkspaceView; history: DocumentHistory }) {
  const { t } = useTranslation();
  const locale = useLocale();
  const writable = canWrite(space) && !history.trashed;
  const readable = canRead(space);
  const [current] = history.versions;
  const [seen, setSeen] = useState<Id | null>(null);
  const [describing, setDescribing] = useState(false);
  const [sharing, setSharing] = useState(false);
  const sharer = useCanShare(space) && !history.trashed;
  const [working, setWorking] = useState<{ label: string; progress: Amount } | null>(null);
  const announce = useAnnounce();
  const refresh = [keys.workspace(space.id)];
  const download = useAction({
    run: (version: VersionView) =>
      core.download({ workspace: space.id, document: history.id, version: version.version }, (progress) =>
        setWorking({ label: t("workspace.downloading", { name: history.name }), progress }),
      ),
    done: (blob, version) =>
      saveBlob(blob, version.number === current?.number ? history.name : numbered(history.name, version.number)),
  });
  const send = useAction({
    run: (file: File) =>
      core.upload({ workspace: space.id, folder: history.folder, document: history.id, file }, (progress) =>
        setWorking({ label: t("workspace.uploading", { name: file.name }), progress }),
      ),
    refresh,
    done: () => {
      setSeen(null);
      announce(t("workspace.versionSent", { name: history.name }));
    },
  });
  const shown = history.versions.find((one) => one.version === seen) ?? current;
  if (!current || !shown) return null;
  return (
    <Page
      title={history.name}
      lead={history.description}
      back={<Back workspace={space.id} folder={history.folder} label={[space.name, ...history.path].join(" / ")} />}
      tags={history.trashed && <Tag tone="danger">{t("workspace.inBin")}</Tag>}
      actions={
        <>
          {writable && (
            <FileTrigger
              onSelect={(list) => {
                const [file] = [...(list ?? [])];
                if (file) send.mutate(file);
              }}
            >
              <Button isPending={send.isPending}>{t("workspace.versionSend")}</Button>
            </FileTrigger>
          )}
          {sharer && (
            <Button icon={<Link2 size={18} aria-hidden />} onPress={() => setSharing(true)}>
              {t("sharing.share")}
            </Button>
          )}
          {readable && (
            <Button
              tone="primary"
              icon={<Download size={18} aria-hidden />}
              isPending={download.isPending}
              onPress={() => download.mutate(current)}
            >
              {t("workspace.download")}
            </Button>
          )}
        </>
      }
    >
      <StateNotice space={space} />
      {(download.isPending || send.isPending) && working && <Progress label={working.label} {...working.progress} />}
      <RefusalNotice error={download.error ?? send.error} />
      {readable && (
        <>
          <Section
            title={shown === current ? t("workspace.preview") : t("workspace.previewVersion", { version: shown.number })}
            actions={
              shown !== current && (
                <Button small onPress={() => setSeen(null)}>
                  {t("workspace.previewCurrent")}
                </Button>
              )
            }
          >
            <Preview
              key={shown.version}
              shown={{
                key: [space.id, history.id, shown.version],
                name: history.name,
                bytes: shown.size,
                load: (tell) => core.download({ workspace: space.id, document: history.id, version: shown.version }, tell),
              }}
            />
          </Section>
          <Versions
            space={space}
            history={history}
            writable={writable}
            onSee={(version) => {
              setSeen(version.version);
              window.scrollTo({ top: 0 });
            }}
            onDownload={(version) => download.mutate(version)}
          />
        </>
      )}
      <Section
        title={t("workspace.details")}
        card
        actions={
          writable && (
            <Button small icon={<Pencil size={18} aria-hidden />} onPress={() => setDescribing(true)}>
              {t(history.description ? "workspace.describeAgain" : "workspace.describe")}
            </Button>
          )
        }
      >
        <Facts
          items={[
            [t("workspace.docSize"), size(history.size, locale)],
            [t("workspace.mediaType"), history.mediaType],
            [
              t("workspace.digest"),
              <span key="digest" className={styles.digest}>
                <code>{history.sha256}</code>
                <Copy text={history.sha256} what={t("workspace.digest")} tone="quiet" />
              </span>,
            ],
          ]}
        />
      </Section>
      {sharing && <ShareDialog space={space} documents={[history]} onClose={() => setSharing(false)} />}
      {describing && <Describe space={space} history={history} onClose={() => setDescribing(false)} />}
    </Page>
  );
}

interface VersionsProps {
  space: WorkspaceView;
  history: DocumentHistory;
  writable: boolean;
  onSee: (version: VersionView) => void;
  onDownload: (version: VersionView) => void;
}

function Versions({ space, history, writable, onSee, onDownload }: VersionsProps) {
  const { t } = useTranslation();
  const locale = useLocale();
  const announce = useAnnounce();
  const [restoring, setRestoring] = useState<VersionView | null>(null);
  const [current] = history.versions;
  const restore = useAction({
    run: ({ version }: VersionView) => core.restoreVersion({ workspace: space.id, document: history.id, version }),
    refresh: [keys.workspace(space.id)],
    done: (_, { number }) => {
      setRestoring(null);
      announce(t("workspace.versionRestored", { version: number }));
    },
  });
  return (
    <Section title={t("workspace.versions")} lead={t("workspace.versionsLead")}>
      <Table
        caption={t("workspace.versions")}
        rows={history.versions}
        rowKey={(version) => String(version.number)}
        pageSize={50}
        columns={[
          {
            key: "number",
            header: t("workspace.version"),
            head: true,
            cell: (version) => (
              <>
                {version.number} {version === current && <Tag tone="ok">{t("workspace.versionCurrent")}</Tag>}
                {version.repeats !== null && (
                  <span className={styles.sub}>{t("workspace.versionRepeats", { version: version.repeats })}</span>
                )}
              </>
            ),
          },
          {
            key: "size",
            header: t("workspace.docSize"),
            number: true,
            cell: (version) => (
              <span>
                {size(version.size, locale)}
                <Change now={version} before={history.versions.find((one) => one.number === version.number - 1)} />
              </span>
            ),
          },
          {
            key: "added",
            header: t("workspace.docAdded"),
            cell: (version) => (
              <span>
                <Instant at={version.addedAt} />
                <span className={styles.sub}>{t("workspace.docBy", { who: version.addedBy })}</span>
              </span>
            ),
          },
          {
            key: "actions",
            header: t("common.actions"),
            actions: true,
            cell: (version) => (
              <div className={styles.rowActions}>
                <Button
                  small
                  tone="quiet"
                  icon={<Eye size={18} aria-hidden />}
                  aria-label={t("workspace.versionSee", { version: version.number })}
                  onPress={() => onSee(version)}
                />
                <Button
                  small
                  tone="quiet"
                  icon={<Download size={18} aria-hidden />}
                  aria-label={t("workspace.versionDownload", { version: version.number })}
                  onPress={() => onDownload(version)}
                />
                {writable && version.version !== current?.version && (
                  <Button
                    small
                    icon={<Undo2 size={18} aria-hidden />}
                    aria-label={t("workspace.versionRestore", { version: version.number })}
                    onPress={() => setRestoring(version)}
                  >
                    {t("workspace.restore")}
                  </Button>
                )}
              </div>
            ),
          },
        ]}
      />
      {restoring && (
        <Confirm
          title={t("workspace.versionRestoreTitle", { version: restoring.number })}
          open
          onClose={() => setRestoring(null)}
          onConfirm={() => restore.mutate(restoring)}
          confirm={t("workspace.restore")}
          pending={restore.isPending}
          error={restore.error}
        >
          <p>{t("workspace.versionRestoreText")}</p>
        </Confirm>
      )}
    </Section>
  );
}

/** How much larger or smaller a version is than the one before it. */
function Change({ now, before }: { now: VersionView; before: VersionView | undefined }) {
  const { t } = useTranslation();
  const locale = useLocale();
  if (!before) return null;
  if (before.sha256 === now.sha256) return <span className={styles.sub}>{t("workspace.versionSame")}</span>;
  const change = now.size - before.size;
  const sign = change < 0 ? "−" : "+";
  return (
    <span className={styles.sub}>
      {change === 0 ? t("workspace.versionSameSize") : `${sign}\u00a0${size(Math.abs(change), locale)}`}
    </span>
  );
}

function Describe({ space, history, onClose }: { space: WorkspaceView; history: DocumentHistory; onClose: () => void }) {
  const { t } = useTranslation();
  const [text, setText] = useState(history.description);
  const describe = useAction({
    run: () => core.describe({ workspace: space.id, item: { document: history.id }, text }),
    refresh: [keys.workspace(space.id)],
    done: onClose,
  });
  return (
    <Dialog title={t("workspace.describeTitle", { name: history.name })} open onClose={onClose}>
      <LocalForm onSubmit={() => describe.mutate()}>
        <TextField
          label={t("workspace.description")}
          value={text}
          onChange={setText}
          multiline
          optional
          autoFocus
          maxLength={2_000}
        />
        <RefusalNotice error={describe.error} />
        <FormActions submit={t("common.save")} pending={describe.isPending} onClose={onClose} />
      </LocalForm>
    </Dialog>
  );
}

/** `note (version 2).txt`: an earlier version beside the one in force. */
function numbered(name: string, version: number): string {
  const dot = name.lastIndexOf(".");
  const [stem, extension] = dot > 0 ? [name.slice(0, dot), name.slice(dot)] : [name, ""];
  return `${stem} (version ${version})${extension}`;
}
