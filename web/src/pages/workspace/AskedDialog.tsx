import { useTranslation } from "react-i18next";
import type { Id, WorkspaceView } from "@/core/api";
import { core } from "@/core/client";
import { keys } from "@/session/use";
import { useAnnounce } from "@/ui/Live";
import { type Line, nameOf, refOf } from "./items";
import { NameDialog } from "./NameDialog";
import { PlaceDialog } from "./PlaceDialog";
import { ShareDialog } from "./share/ShareDialog";

export type Asked =
  | { act: "create" }
  | { act: "rename"; line: Line }
  | { act: "move" | "share"; lines: Line[] }
  | { act: "copy"; line: Line };

interface AskedProps {
  space: WorkspaceView;
  folder: Id | null;
  asked: Asked;
  onMoved: () => void;
  onClose: () => void;
}

/** What was asked for some lines of a folder. */
export function AskedDialog({ space, folder, asked, onMoved, onClose }: AskedProps) {
  const { t } = useTranslation();
  const announce = useAnnounce();
  const workspace = space.id;
  const refresh = [keys.workspace(workspace)];
  switch (asked.act) {
    case "create":
      return (
        <NameDialog
          title={t("workspace.newFolder")}
          label={t("workspace.folderName")}
          initial=""
          submit={t("common.add")}
          run={(name) => core.createFolder({ workspace, parent: folder, name })}
          refresh={refresh}
          onClose={onClose}
        />
      );
    case "rename":
      return (
        <NameDialog
          title={t("workspace.renameTitle", { name: nameOf(asked.line) })}
          label={t("workspace.newName")}
          initial={nameOf(asked.line)}
          submit={t("workspace.docRename")}
          run={(name) => core.rename({ workspace, item: refOf(asked.line), name })}
          refresh={refresh}
          onClose={onClose}
        />
      );
    case "move": {
      const items = asked.lines.map(refOf);
      const said = { count: items.length, name: asked.lines[0] ? nameOf(asked.lines[0]) : "" };
      return (
        <PlaceDialog
          space={space}
          title={t("workspace.moveTitle", said)}
          submit={t("workspace.move")}
          moved={items}
          from={folder}
          run={(place) => core.moveTo({ workspace, items, folder: place })}
          refresh={refresh}
          onDone={() => {
            onMoved();
            announce(t("workspace.moved", said));
          }}
          onClose={onClose}
        />
      );
    }
    case "share": {
      const documents = asked.lines.flatMap((line) => (line.kind === "document" ? [line.document] : []));
      return <ShareDialog space={space} documents={documents} onClose={onClose} />;
    }
    case "copy": {
      const { line } = asked;
      if (line.kind !== "document") return null;
      const { name, mediaType, id: document } = line.document;
      return (
        <PlaceDialog
          space={space}
          title={t("workspace.copyTitle", { name })}
          submit={t("workspace.copy")}
          moved={[]}
          from={folder}
          run={async (place, tell) => {
            // Through this device: the copy gets a key of its own, as any other document.
            const blob = await core.download({ workspace, document }, ({ done, total }) => tell({ done, total: 2 * total }));
            const file = new File([blob], name, { type: mediaType });
            await core.upload({ workspace, folder: place, file }, ({ done, total }) => tell({ done: total + done, total: 2 * total }));
          }}
          refresh={refresh}
          onDone={() => announce(t("workspace.copied", { name }))}
          onClose={onClose}
        />
      );
    }
  }
}
