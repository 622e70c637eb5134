import { type ReactNode, useState } from "react";
import { useTranslation } from "react-i18next";
import type { DossierAct } from "@/core/api";
import { Button, type Tone } from "@/ui/Button";
import { Dialog, DialogActions } from "@/ui/Dialog";
import { RefusalNotice } from "@/ui/Notice";
import { LocalForm } from "@/ui/Page";
import { useActs } from "../file";

type Built = DossierAct | readonly DossierAct[] | null;

interface ActFormProps {
  /** The acts the form stands for; null while something that only the form can see is missing. */
  build: () => Built | Promise<Built>;
  submit: string;
  onDone: () => void;
  onCancel?: () => void;
  tone?: Tone;
  children?: ReactNode;
}

/** A form whose submission is one signed act (or several that belong together). */
export function ActForm({ build, submit, onDone, onCancel, tone = "primary", children }: ActFormProps) {
  const { t } = useTranslation();
  const acts = useActs(onDone);
  const [building, setBuilding] = useState(false);
  const [failure, setFailure] = useState<unknown>(null);
  const run = async () => {
    setBuilding(true);
    setFailure(null);
    try {
      const built = await build();
      if (built) acts.mutate(Array.isArray(built) ? built : [built as DossierAct]);
    } catch (thrown) {
      setFailure(thrown);
    } finally {
      setBuilding(false);
    }
  };
  return (
    <LocalForm onSubmit={() => void run()}>
      {children}
      <RefusalNotice error={failure ?? acts.error} />
      <DialogActions>
        {onCancel && <Button onPress={onCancel}>{t("common.cancel")}</Button>}
        <Button type="submit" tone={tone} isPending={building || acts.isPending}>
          {submit}
        </Button>
      </DialogActions>
    </LocalForm>
  );
}

/** The same in a dialog opened by its own button. */
export function ActDialog({
  title,
  lead,
  wide,
  onClose,
  ...form
}: Omit<ActFormProps, "onDone" | "onCancel"> & { title: string; lead?: ReactNode; wide?: boolean; onClose: () => void }) {
  return (
    <Dialog title={title} open onClose={onClose} wide={wide ?? false}>
      {lead && <p>{lead}</p>}
      <ActForm {...form} onDone={onClose} onCancel={onClose} />
    </Dialog>
  );
}
