import { useState } from "react";
import { useTranslation } from "react-i18next";
import { act, newId, nowInstant, present } from "@/core/acts";
import type { Id, Instant } from "@/core/api";
import type { FactRecorded, Recorded } from "@/core/dossier";
import { InstantField, SelectField, TextField } from "@/ui/Field";
import { useLabel } from "@/i18n/refusal";
import { ActDialog } from "./ActForm";

interface ClosingProps {
  onClose: () => void;
}

/** What was learnt, and what will be done about it after the file is closed. */
export function PostMortemDialog({ onClose }: ClosingProps) {
  const { t } = useTranslation();
  const [heldAt, setHeldAt] = useState<Instant | null>(() => nowInstant());
  const [causes, setCauses] = useState("");
  const [worked, setWorked] = useState("");
  const [failed, setFailed] = useState("");
  const [actions, setActions] = useState("");
  return (
    <ActDialog
      title={t("breach.closing.postMortem")}
      submit={t("common.save")}
      onClose={onClose}
      build={() =>
        heldAt
          ? act("post_mortem_recorded", {
              held_at: heldAt,
              causes,
              what_worked: worked,
              what_failed: failed,
              actions: actions
                .split("\n")
                .map((line) => line.trim())
                .filter(Boolean)
                .map((label) => ({ task: newId(), label })),
            })
          : null
      }
    >
      <InstantField label={t("breach.closing.heldAt")} value={heldAt} onChange={setHeldAt} />
      <TextField label={t("breach.closing.causes")} value={causes} onChange={setCauses} multiline rows={3} />
      <TextField label={t("breach.closing.worked")} value={worked} onChange={setWorked} multiline rows={2} optional />
      <TextField label={t("breach.closing.failed")} value={failed} onChange={setFailed} multiline rows={2} optional />
      <TextField
        label={t("breach.closing.actions")}
        hint={t("breach.people.onePerLine")}
        value={actions}
        onChange={setActions}
        multiline
        rows={4}
        optional
      />
    </ActDialog>
  );
}

export function DpoDialog({ onClose }: ClosingProps) {
  const { t } = useTranslation();
  const [name, setName] = useState("");
  const [contact, setContact] = useState("");
  const [at, setAt] = useState<Instant | null>(() => nowInstant());
  const [reference, setReference] = useState("");
  return (
    <ActDialog
      title={t("breach.closing.dpo")}
      lead={t("breach.closing.dpoLead")}
      submit={t("common.save")}
      onClose={onClose}
      build={() => (at ? act("dpo_designated", { name, contact, designated_at: at, reference }) : null)}
    >
      <TextField label={t("common.name")} value={name} onChange={setName} />
      <TextField label={t("breach.closing.dpoContact")} value={contact} onChange={setContact} />
      <InstantField label={t("breach.closing.designatedAt")} value={at} onChange={setAt} />
      <TextField label={t("breach.organisation.dpoReference")} value={reference} onChange={setReference} optional />
    </ActDialog>
  );
}

export function NumberDialog({ suggestion, onClose }: ClosingProps & { suggestion: string }) {
  const { t } = useTranslation();
  const [number, setNumber] = useState(suggestion);
  return (
    <ActDialog
      title={t("breach.closing.number")}
      lead={t("breach.closing.numberLead")}
      submit={t("common.save")}
      onClose={onClose}
      build={() => act("register_numbered", { number: number.trim() })}
    >
      <TextField
        label={t("breach.closing.registerNumber")}
        hint={t("breach.closing.numberHint")}
        value={number}
        onChange={setNumber}
        narrow
      />
    </ActDialog>
  );
}

export function CloseDialog({ onClose }: ClosingProps) {
  const { t } = useTranslation();
  const [decision, setDecision] = useState("");
  const [by, setBy] = useState("");
  return (
    <ActDialog
      title={t("breach.closing.close")}
      lead={t("breach.closing.closeLead")}
      submit={t("breach.closing.close")}
      onClose={onClose}
      build={() => act("closed", { decision, decided_by: by })}
    >
      <TextField label={t("breach.closing.decision")} value={decision} onChange={setDecision} multiline rows={3} />
      <TextField
        label={t("breach.closing.decidedBy")}
        hint={t("breach.closing.decidedByHint")}
        value={by}
        onChange={setBy}
      />
    </ActDialog>
  );
}

/** A new fact changes the case: a new clock starts, what was filed stays. */
export function ReopenDialog({ facts, onClose }: ClosingProps & { facts: readonly Recorded<FactRecorded>[] }) {
  const { t } = useTranslation();
  const label = useLabel();
  const [fact, setFact] = useState<Id | null>(facts.at(-1)?.act.fact ?? null);
  const [awareAt, setAwareAt] = useState<Instant | null>(() => nowInstant());
  const [reason, setReason] = useState("");
  return (
    <ActDialog
      title={t("breach.closing.reopen")}
      lead={t("breach.closing.reopenLead")}
      submit={t("breach.closing.reopen")}
      onClose={onClose}
      build={() => (fact && awareAt ? act("reopened", { fact, aware_at: awareAt, ...present({ reason }) }) : null)}
    >
      <SelectField
        label={t("breach.closing.newFact")}
        value={fact}
        onChange={setFact}
        choices={facts.map(({ act: one }) => ({
          value: one.fact,
          label: `${label("breach.factKinds", one.value.kind)} (${one.source})`,
        }))}
      />
      <InstantField label={t("breach.qualify.awareAt")} value={awareAt} onChange={setAwareAt} />
      <TextField label={t("breach.qualify.reason")} value={reason} onChange={setReason} multiline rows={3} />
    </ActDialog>
  );
}
