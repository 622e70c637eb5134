import { useState } from "react";
import { useTranslation } from "react-i18next";
import type { WorkspaceView } from "@/core/api";
import { core } from "@/core/client";
import { keys, useAction } from "@/session/use";
import { Button } from "@/ui/Button";
import { TextField } from "@/ui/Field";
import { useAnnounce } from "@/ui/Live";
import { RefusalNotice } from "@/ui/Notice";
import { LocalForm, Section } from "@/ui/Page";

/** Its name, what it is for, and which processing of personal data it serves. */
export function Describe({ space }: { space: WorkspaceView }) {
  const { t } = useTranslation();
  const announce = useAnnounce();
  const [name, setName] = useState(space.name);
  const [purpose, setPurpose] = useState(space.purpose);
  const [processing, setProcessing] = useState(space.processing);
  const wanted = { name: name.trim(), purpose: purpose.trim(), processing: processing.trim() };
  const save = useAction({
    run: (described: typeof wanted) => core.describeWorkspace({ workspace: space.id, ...described }),
    refresh: [keys.workspace(space.id), keys.workspaces],
    done: () => announce(t("settings.described")),
  });
  const same =
    wanted.name === space.name && wanted.purpose === space.purpose && wanted.processing === space.processing;
  return (
    <Section title={t("settings.describeTitle")} card>
      <LocalForm onSubmit={() => save.mutate(wanted)} label={t("settings.describeTitle")}>
        <TextField label={t("workspace.createName")} value={name} onChange={setName} maxLength={200} />
        <TextField
          label={t("workspace.createPurpose")}
          value={purpose}
          onChange={setPurpose}
          optional
          multiline
          rows={2}
          maxLength={2_000}
        />
        <TextField
          label={t("settings.processing")}
          hint={t("settings.processingHint")}
          value={processing}
          onChange={setProcessing}
          optional
          maxLength={2_000}
        />
        <RefusalNotice error={save.error} />
        {save.isSuccess && same && <p>{t("settings.described")}</p>}
        <Button type="submit" isPending={save.isPending}>
          {t("common.save")}
        </Button>
      </LocalForm>
    </Section>
  );
}
