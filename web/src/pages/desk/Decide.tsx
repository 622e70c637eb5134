import { useQuery } from "@tanstack/react-query";
import { useNavigate } from "@tanstack/react-router";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { core } from "@/core/client";
import { keys, useAction } from "@/session/use";
import { Dialog, FormActions } from "@/ui/Dialog";
import { SelectField, TextField } from "@/ui/Field";
import { RefusalNotice } from "@/ui/Notice";
import { LocalForm } from "@/ui/Page";
import { Loading } from "@/ui/Progress";

interface DecideProps {
  report: string;
  onClose: () => void;
}

export function OpenDossierDialog({ report, onClose }: DecideProps) {
  const { t } = useTranslation();
  const navigate = useNavigate();
  const [title, setTitle] = useState("");
  const open = useAction({
    run: () => core.openDossier({ report, title: title.trim() }),
    refresh: [keys.desk, keys.report(report), keys.workspaces, keys.register],
    done: (dossier) =>
      void navigate({ to: "/violations/$dossier/$section", params: { dossier, section: "qualification" } }),
  });
  return (
    <Dialog title={t("desk.openDossierTitle")} open onClose={onClose} closable={!open.isPending}>
      <p>{t("desk.openDossierText")}</p>
      <LocalForm onSubmit={() => open.mutate()}>
        <TextField
          label={t("desk.dossierTitle")}
          hint={t("desk.dossierTitleHint")}
          value={title}
          onChange={setTitle}
          autoFocus
          maxLength={160}
        />
        <RefusalNotice error={open.error} />
        <FormActions submit={t("desk.openDossier")} pending={open.isPending} onClose={onClose} />
      </LocalForm>
    </Dialog>
  );
}

export function LinkDialog({ report, onClose }: DecideProps) {
  const { t } = useTranslation();
  const navigate = useNavigate();
  const spaces = useQuery({ queryKey: keys.workspaces, queryFn: () => core.workspaces() });
  const register = useQuery({ queryKey: keys.register, queryFn: () => core.register() });
  const [dossier, setDossier] = useState<string | null>(null);
  // A file is in the register once qualified; a second report often comes before.
  const choices = (spaces.data ?? []).flatMap((space) => {
    const line = register.data?.find((one) => one.dossier === space.id);
    const open = space.kind === "dossier" && !space.closed && !line?.closedAt;
    return open ? [{ value: space.id, label: line ? `${line.number} ${space.name}` : space.name }] : [];
  });
  const link = useAction({
    run: (chosen: string) => core.linkReport({ report, dossier: chosen }),
    refresh: [keys.desk, keys.report(report), keys.register],
    done: (_, chosen) => void navigate({ to: "/violations/$dossier", params: { dossier: chosen } }),
  });
  return (
    <Dialog title={t("desk.linkTitle")} open onClose={onClose}>
      {spaces.isPending || register.isPending ? (
        <Loading />
      ) : spaces.data && choices.length === 0 ? (
        <p>{t("desk.linkNone")}</p>
      ) : (
        <LocalForm onSubmit={() => dossier && link.mutate(dossier)}>
          <SelectField label={t("desk.linkChoose")} value={dossier} onChange={setDossier} choices={choices} />
          <RefusalNotice error={spaces.error ?? register.error ?? link.error} />
          <FormActions submit={t("desk.link")} pending={link.isPending} onClose={onClose} />
        </LocalForm>
      )}
    </Dialog>
  );
}
