import { useState } from "react";
import { useTranslation } from "react-i18next";
import type { Id, ItemRef, Progress as Amount, WorkspaceView } from "@/core/api";
import { useAction } from "@/session/use";
import { Dialog, FormActions } from "@/ui/Dialog";
import { SelectField } from "@/ui/Field";
import { RefusalNotice } from "@/ui/Notice";
import { LocalForm } from "@/ui/Page";
import { Progress } from "@/ui/Progress";
import { destinations } from "./items";

interface PlaceDialogProps {
  space: WorkspaceView;
  title: string;
  submit: string;
  /** What goes there, when it leaves its place: a folder cannot go into itself. */
  moved: readonly ItemRef[];
  /** The folder it is in. */
  from: Id | null;
  run: (folder: Id | null, onProgress: (progress: Amount) => void) => Promise<unknown>;
  refresh: readonly (readonly string[])[];
  onDone: () => void;
  onClose: () => void;
}

const root = "root";

/** Asks for a folder. */
export function PlaceDialog({ space, title, submit, moved, from, run, refresh, onDone, onClose }: PlaceDialogProps) {
  const { t } = useTranslation();
  const places = destinations(space, t("workspace.root"), moved);
  const [place, setPlace] = useState<string>(from ?? root);
  const [progress, setProgress] = useState<Amount | null>(null);
  const act = useAction({
    run: () => run(place === root ? null : place, setProgress),
    refresh,
    done: () => {
      onDone();
      onClose();
    },
  });
  return (
    <Dialog title={title} open onClose={onClose} closable={!act.isPending}>
      <LocalForm onSubmit={() => act.mutate()}>
        <SelectField
          label={t("workspace.place")}
          value={place}
          onChange={setPlace}
          choices={places.map((one) => ({ value: one.id ?? root, label: one.label }))}
        />
        {act.isPending && progress && <Progress label={title} {...progress} />}
        <RefusalNotice error={act.error} />
        <FormActions submit={submit} pending={act.isPending} onClose={onClose} waits />
      </LocalForm>
    </Dialog>
  );
}
