import { useState } from "react";
import { useAction } from "@/session/use";
import { Dialog, FormActions } from "@/ui/Dialog";
import { TextField } from "@/ui/Field";
import { RefusalNotice } from "@/ui/Notice";
import { LocalForm } from "@/ui/Page";

interface NameDialogProps {
  title: string;
  label: string;
  hint?: string;
  initial: string;
  submit: string;
  run: (name: string) => Promise<unknown>;
  refresh: readonly (readonly string[])[];
  onClose: () => void;
}

/** Asks for one name. */
export function NameDialog({ title, label, hint, initial, submit, run, refresh, onClose }: NameDialogProps) {
  const [name, setName] = useState(initial);
  const act = useAction({ run: () => run(name.trim()), refresh, done: onClose });
  return (
    <Dialog title={title} open onClose={onClose}>
      <LocalForm onSubmit={() => act.mutate()}>
        <TextField label={label} hint={hint} value={name} onChange={setName} autoFocus maxLength={200} />
        <RefusalNotice error={act.error} />
        <FormActions submit={submit} pending={act.isPending} onClose={onClose} />
      </LocalForm>
    </Dialog>
  );
}
