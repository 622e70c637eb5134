import { useNavigate } from "@tanstack/react-router";
import { Trash2 } from "lucide-react";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import type { WorkspaceView } from "@/core/api";
import { core } from "@/core/client";
import { keys, useAction } from "@/session/use";
import { Button } from "@/ui/Button";
import { Dialog, FormActions } from "@/ui/Dialog";
import { TextField } from "@/ui/Field";
import { useAnnounce } from "@/ui/Live";
import { RefusalNotice } from "@/ui/Notice";
import { LocalForm } from "@/ui/Page";
import { Act } from "./Act";
import { sameName } from "./name";

/** The end of a workspace: what goes, what stays and for how long, then its name to be typed. */
export function DeleteAct({ space }: { space: WorkspaceView }) {
  const { t } = useTranslation();
  const [asked, setAsked] = useState(false);
  if (space.kind !== "room") {
    return <Act title={t("settings.deleteTitle")} text={t(space.kind === "desk" ? "settings.deskKept" : "settings.dossierKept")} />;
  }
  return (
    <>
      <Act
        title={t("settings.deleteTitle")}
        text={t("settings.deleteText")}
        button={
          <Button tone="danger" icon={<Trash2 size={18} aria-hidden />} onPress={() => setAsked(true)}>
            {t("settings.delete")}
          </Button>
        }
      />
      {asked && <DeleteDialog space={space} onClose={() => setAsked(false)} />}
    </>
  );
}

function DeleteDialog({ space, onClose }: { space: WorkspaceView; onClose: () => void }) {
  const { t } = useTranslation();
  const announce = useAnnounce();
  const navigate = useNavigate();
  const [typed, setTyped] = useState("");
  const [tried, setTried] = useState(false);
  const same = sameName(typed, space.name);
  const remove = useAction({
    run: () => core.deleteWorkspace({ workspace: space.id }),
    done: async (_, __, client) => {
      await navigate({ to: "/espaces" });
      client.removeQueries({ queryKey: keys.workspace(space.id) });
      await client.invalidateQueries({ queryKey: keys.workspaces });
      announce(t("settings.deleted", { name: space.name }));
    },
  });
  const submit = () => {
    setTried(true);
    if (same) remove.mutate();
  };
  const inBin = space.bin.reduce((sum, { documents }) => sum + documents, 0);
  return (
    <Dialog title={t("settings.deleteAsk", { name: space.name })} open onClose={onClose} closable={!remove.isPending}>
      <ul>
        <li>
          {t("settings.deleteDocuments", { count: space.documents })}{" "}
          {inBin > 0 && t("settings.deleteBin", { count: inBin })}
        </li>
        <li>{t("settings.deleteLinks")}</li>
        <li>{t("settings.deleteMembers", { count: space.memberList.length })}</li>
        <li>{t("settings.deleteTrace")}</li>
      </ul>
      <LocalForm onSubmit={submit}>
        <TextField
          label={t("settings.deleteName")}
          hint={t("settings.deleteNameHint", { name: space.name })}
          value={typed}
          onChange={(text) => {
            setTyped(text);
            setTried(false);
          }}
          autoComplete="off"
          spellCheck="false"
          error={tried && !same ? t("settings.deleteNameOther") : null}
        />
        <RefusalNotice error={remove.error} />
        <FormActions submit={t("settings.deleteConfirm")} tone="danger" pending={remove.isPending} onClose={onClose} waits />
      </LocalForm>
    </Dialog>
  );
}
