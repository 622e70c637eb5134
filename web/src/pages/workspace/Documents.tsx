import { Link } from "@tanstack/react-router";
import { Copy, Download, FileText, Folder, FolderInput, FolderPlus, Link2, Pencil, Trash2 } from "lucide-react";
import { useCallback, useDeferredValue, useMemo, useState } from "react";
import { useTranslation } from "react-i18next";
import type { Id, Progress as Amount, WorkspaceView } from "@/core/api";
import { core } from "@/core/client";
import { size } from "@/format/quantity";
import { useLocale } from "@/session/place";
import { keys, useAction } from "@/session/use";
import { Button } from "@/ui/Button";
import { saveBlob } from "@/ui/download";
import { Drop } from "@/ui/Drop";
import { Empty } from "@/ui/Empty";
import { TextField, Tick } from "@/ui/Field";
import { Instant } from "@/ui/Instant";
import { useAnnounce } from "@/ui/Live";
import { type Act, ActsMenu } from "@/ui/Menu";
import { RefusalNotice } from "@/ui/Notice";
import { Section } from "@/ui/Page";
import { Progress } from "@/ui/Progress";
import { Table } from "@/ui/Table";
import { type Asked, AskedDialog } from "./AskedDialog";
import { FolderPath } from "./FolderPath";
import { canRead, canWrite, idOf, type Line, linesOf, nameOf, pathTo, refOf } from "./items";
import { namesOf, search } from "./search";
import { useCanShare } from "./share/links";
import { Transfers } from "./Transfers";
import { useUploads } from "./uploads";
import styles from "./Workspace.module.css";

export function Documents({ space, folder }: { space: WorkspaceView; folder: Id | null }) {
  const { t } = useTranslation();
  const announce = useAnnounce();
  const writable = canWrite(space);
  const readable = canRead(space);
  const sharer = useCanShare(space);
  const choosable = readable || writable;
  const [asked, setAsked] = useState<Asked | null>(null);
  const [chosen, setChosen] = useState<ReadonlySet<Id>>(new Set());
  const [fetching, setFetching] = useState<{ name: string; progress: Amount } | null>(null);
  const uploads = useUploads(
    space.id,
    space.folders,
    useCallback((name: string) => announce(t("workspace.uploaded", { name })), [announce, t]),
  );
  const refresh = [keys.workspace(space.id)];
  const [query, setQuery] = useState("");
  const [searchedFrom, setSearchedFrom] = useState(folder);
  if (searchedFrom !== folder) {
    // A folder among what was found was opened: it is what the person wants to see.
    setSearchedFrom(folder);
    setQuery("");
  }
  const sought = useDeferredValue(query.trim());
  const names = useMemo(() => namesOf(space), [space]);
  const lines = useMemo(
    () => (sought ? search(names, sought) : linesOf(space, folder)),
    [folder, names, sought, space],
  );
  // What was chosen and is no longer here (another folder, the bin) is not chosen any more.
  const picked = lines.filter((line) => chosen.has(idOf(line)));
  const unpick = () => setChosen(new Set());
  const pick = (line: Line, on: boolean) => {
    const ids = new Set(picked.map(idOf));
    if (on) ids.add(idOf(line));
    else ids.delete(idOf(line));
    setChosen(ids);
  };

  const download = useAction({
    run: async (wanted: Line[]) => {
      const [only] = wanted;
      const alone = wanted.length === 1 && only ? only : null;
      const name = alone?.kind === "document" ? alone.document.name : `${alone ? nameOf(alone) : space.name}.zip`;
      const tell = (progress: Amount) => setFetching({ name, progress });
      tell({ done: 0, total: 0 });
      const blob =
        alone?.kind === "document"
          ? await core.download({ workspace: space.id, document: alone.document.id }, tell)
          : await core.downloadZip({ workspace: space.id, items: wanted.map(refOf) }, tell);
      return { blob, name };
    },
    done: ({ blob, name }) => {
      setFetching(null);
      saveBlob(blob, name);
    },
  });
  const trash = useAction({
    run: (wanted: Line[]) => core.trash({ workspace: space.id, items: wanted.map(refOf) }),
    refresh,
    done: (_, wanted) => {
      unpick();
      announce(t("workspace.trashed", { count: wanted.length, name: wanted[0] ? nameOf(wanted[0]) : "" }));
    },
  });

  const actsOn = (line: Line): Act[] => {
    const acts: Act[] = [
      { key: "rename", label: t("workspace.docRename"), icon: Pencil, run: () => setAsked({ act: "rename", line }) },
      { key: "move", label: t("workspace.move"), icon: FolderInput, run: () => setAsked({ act: "move", lines: [line] }) },
    ];
    if (line.kind === "document") {
      acts.push({ key: "copy", label: t("workspace.copy"), icon: Copy, run: () => setAsked({ act: "copy", line }) });
      if (sharer) {
        acts.push({ key: "share", label: t("sharing.share"), icon: Link2, run: () => setAsked({ act: "share", lines: [line] }) });
      }
    }
    acts.push({ key: "trash", label: t("workspace.docTrash"), icon: Trash2, danger: true, run: () => trash.mutate([line]) });
    return acts;
  };

  return (
    <Section title={t("workspace.tabDocuments")} unseen>
      <div className={styles.toolbar}>
        <FolderPath space={space} folder={folder} />
        {writable && (
          <Button small icon={<FolderPlus size={18} aria-hidden />} onPress={() => setAsked({ act: "create" })}>
            {t("workspace.newFolder")}
          </Button>
        )}
      </div>
      {writable && (
        <Drop
          label={t("workspace.dropHere")}
          button={t("workspace.chooseFiles")}
          onFiles={(files) => uploads.add(files.map((file) => ({ file, path: [] })), folder)}
          folders={{ button: t("workspace.chooseFolder"), onFiles: (files) => uploads.add(files, folder) }}
        />
      )}
      <Transfers transfers={uploads.transfers} onDismiss={uploads.dismiss} />
      {fetching && download.isPending && (
        <Progress label={t("workspace.downloading", { name: fetching.name })} {...fetching.progress} />
      )}
      <RefusalNotice error={download.error ?? trash.error} />
      {(names.length > searchableMin || query) && (
        <TextField
          label={t("workspace.search")}
          value={query}
          onChange={setQuery}
          optional
          narrow
          autoComplete="off"
        />
      )}
      {sought && <p role="status">{t("workspace.found", { count: lines.length })}</p>}
      {lines.length === 0 && sought ? null : lines.length === 0 ? (
        <Empty icon={FileText} title={t("workspace.docsEmptyTitle")} level={3}>
          {t(writable ? "workspace.docsEmptyText" : space.role === "reader" ? "workspace.docsEmptyReader" : "workspace.docsEmptyStill")}
        </Empty>
      ) : (
        <>
          {choosable && (
            <div className={styles.selection} role="group" aria-label={t("workspace.selection")}>
              <Tick
                label={t("workspace.pickAll")}
                checked={picked.length === lines.length}
                some={picked.length > 0 && picked.length < lines.length}
                onChange={(on) => setChosen(new Set(on ? lines.map(idOf) : []))}
              />
              <span role="status">
                {picked.length === 0 ? t("workspace.pickAll") : t("workspace.picked", { count: picked.length })}
              </span>
              {picked.length > 0 && (
                <div className={styles.selectionActs}>
                  {readable && (
                    <Button small icon={<Download size={18} aria-hidden />} onPress={() => download.mutate(picked)}>
                      {t("workspace.download")}
                    </Button>
                  )}
                  {sharer && picked.every((line) => line.kind === "document") && (
                    <Button
                      small
                      icon={<Link2 size={18} aria-hidden />}
                      onPress={() => setAsked({ act: "share", lines: picked })}
                    >
                      {t("sharing.share")}
                    </Button>
                  )}
                  {writable && (
                    <>
                      <Button
                        small
                        icon={<FolderInput size={18} aria-hidden />}
                        onPress={() => setAsked({ act: "move", lines: picked })}
                      >
                        {t("workspace.move")}
                      </Button>
                      <Button small icon={<Trash2 size={18} aria-hidden />} onPress={() => trash.mutate(picked)}>
                        {t("workspace.docTrash")}
                      </Button>
                    </>
                  )}
                </div>
              )}
              {sharer && picked.some((line) => line.kind === "folder") && (
                <p className={styles.aside}>{t("sharing.foldersNever", { count: picked.length })}</p>
              )}
            </div>
          )}
          <Lines
            space={space}
            lines={lines}
            placed={sought !== ""}
            chosen={chosen}
            onPick={choosable ? pick : undefined}
            onDownload={(line) => download.mutate([line])}
            acts={(line) => (writable ? actsOn(line) : [])}
          />
        </>
      )}
      {asked && (
        <AskedDialog
          space={space}
          folder={folder}
          asked={asked}
          onMoved={unpick}
          onClose={() => setAsked(null)}
        />
      )}
    </Section>
  );
}

/** A list that the eye takes in at once needs no search. */
const searchableMin = 5;

interface LinesProps {
  space: WorkspaceView;
  /** The lines come from several folders: each says from which. */
  placed: boolean;
  lines: readonly Line[];
  chosen: ReadonlySet<Id>;
  /** Absent where nothing can be done with what is chosen. */
  onPick: ((line: Line, on: boolean) => void) | undefined;
  onDownload: (line: Line) => void;
  acts: (line: Line) => Act[];
}

function Lines({ space, placed, lines, chosen, onPick, onDownload, acts }: LinesProps) {
  const { t } = useTranslation();
  const locale = useLocale();
  return (
    <Table
      caption={t("workspace.docsCaption", { name: space.name })}
      rows={lines}
      rowKey={idOf}
      pageSize={500}
      columns={[
        {
          key: "name",
          header: t("workspace.docName"),
          head: true,
          cell: (line) => (
            <span className={styles.name}>
              {onPick && (
                <Tick
                  label={t("workspace.pick", { name: nameOf(line) })}
                  checked={chosen.has(idOf(line))}
                  onChange={(on) => onPick(line, on)}
                />
              )}
              <LineName space={space} line={line} placed={placed} />
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
              {canRead(space) && (
                <Button
                  small
                  tone="quiet"
                  icon={<Download size={18} aria-hidden />}
                  aria-label={t("workspace.docDownload", { name: nameOf(line) })}
                  onPress={() => onDownload(line)}
                />
              )}
              <ActsMenu name={t("workspace.docMore", { name: nameOf(line) })} acts={acts(line)} />
            </div>
          ),
        },
      ]}
    />
  );
}

function LineName({ space, line, placed }: { space: WorkspaceView; line: Line; placed: boolean }) {
  const { t } = useTranslation();
  const around = pathTo(space, line.kind === "folder" ? line.folder.parent : line.document.folder);
  const place = placed && (
    <span className={styles.sub}>{around.map((one) => one.name).join(" / ") || t("workspace.root")}</span>
  );
  if (line.kind === "folder") {
    return (
      <Link
        to="/espaces/$workspace"
        params={{ workspace: space.id }}
        search={{ dossier: line.folder.id }}
        className={styles.name}
      >
        <Folder size={20} aria-hidden />
        <span>
          {line.folder.name}
          <span className="visually-hidden"> ({t("workspace.folder")})</span>
          {place}
        </span>
      </Link>
    );
  }
  return (
    <span>
      <Link
        to="/espaces/$workspace/documents/$document"
        params={{ workspace: space.id, document: line.document.id }}
        className={styles.name}
      >
        <FileText size={20} aria-hidden />
        <span>{line.document.name}</span>
      </Link>
      {line.document.version > 1 && (
        <span className={styles.sub}>{t("workspace.docVersion", { version: line.document.version })}</span>
      )}
      {place}
    </span>
  );
}
