import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { act, newId, present } from "@/core/acts";
import type { Id, Instant, Role } from "@/core/api";
import { core } from "@/core/client";
import { keys, useAction } from "@/session/use";
import { Dialog, FormActions } from "@/ui/Dialog";
import { InstantField, RadioField, SelectField, TextField } from "@/ui/Field";
import { RefusalNotice } from "@/ui/Notice";
import { LocalForm } from "@/ui/Page";
import { useRoleChoices } from "../../workspace/Members";
import { useCase } from "../file";
import { ActDialog } from "./ActForm";
import { useTerms } from "./controls";

export const functions = [
  "direction",
  "dpo",
  "security_officer",
  "head_of_it",
  "legal",
  "communication",
  "investigator",
  "other",
] as const;
export type CellFunction = (typeof functions)[number];

/** Adds a person to the cell: the key of the file is given to them, and their function is written down. */
export function CellDialog({ present: already, onClose }: { present: readonly Id[]; onClose: () => void }) {
  const { t } = useTranslation();
  const { id } = useCase();
  const accounts = useQuery({ queryKey: keys.accounts, queryFn: () => core.accounts() });
  const space = useQuery({ queryKey: keys.workspace(id), queryFn: () => core.workspace({ workspace: id }) });
  const roles = useRoleChoices();
  const terms = useTerms("breach.functions", functions);
  const [account, setAccount] = useState<Id | null>(null);
  const [held, setHeld] = useState<CellFunction | null>(null);
  const [chosenRole, setRole] = useState<Role | null>(null);
  // Whoever is in already, the person who opened the file first of all, keeps their role unless it is changed on purpose.
  const role = chosenRole ?? space.data?.memberList.find((one) => one.account === account)?.role ?? "member";
  const people = (accounts.data ?? []).filter((one) => one.status === "active");
  const add = useAction({
    run: (chosen: { account: Id; function: CellFunction }) => core.addToCell({ dossier: id, ...chosen, role }),
    done: (view, _, client) => {
      client.setQueryData(keys.dossier(id), view);
      onClose();
    },
  });
  return (
    <Dialog title={t("breach.cell.add")} open onClose={onClose}>
      <p>{t("breach.cell.addLead")}</p>
      <LocalForm onSubmit={() => account && held && space.data && add.mutate({ account, function: held })}>
        <SelectField
          label={t("common.person")}
          value={account}
          onChange={setAccount}
          choices={people.map((one) => ({
            value: one.account,
            label: `${one.givenName} ${one.familyName}${already.includes(one.account) ? ` (${t("breach.cell.already")})` : ""}`,
          }))}
        />
        <SelectField label={t("breach.cell.function")} value={held} onChange={setHeld} choices={terms} />
        <RadioField label={t("workspace.role")} value={role} onChange={setRole} choices={roles} />
        <RefusalNotice error={accounts.error ?? space.error ?? add.error} />
        <FormActions submit={t("common.add")} pending={add.isPending || space.isPending} onClose={onClose} />
      </LocalForm>
    </Dialog>
  );
}

interface CellMemberOption {
  account: Id;
  name: string;
}

export function TaskDialog({ members, onClose }: { members: readonly CellMemberOption[]; onClose: () => void }) {
  const { t } = useTranslation();
  const [label, setLabel] = useState("");
  const [owner, setOwner] = useState<Id | null>(null);
  const [dueAt, setDueAt] = useState<Instant | null>(null);
  return (
    <ActDialog
      title={t("breach.cell.addTask")}
      submit={t("common.add")}
      onClose={onClose}
      build={() => act("task_added", { task: newId(), label, ...present({ owner, due_at: dueAt }) })}
    >
      <TextField label={t("breach.cell.task")} value={label} onChange={setLabel} />
      <SelectField
        label={t("breach.cell.owner")}
        value={owner}
        onChange={setOwner}
        choices={members.map((one) => ({ value: one.account, label: one.name }))}
        optional
      />
      <InstantField label={t("breach.cell.dueAt")} value={dueAt} onChange={setDueAt} optional />
    </ActDialog>
  );
}

export function TaskDoneDialog({ task, label, onClose }: { task: Id; label: string; onClose: () => void }) {
  const { t } = useTranslation();
  const [outcome, setOutcome] = useState("");
  return (
    <ActDialog
      title={t("breach.cell.taskDone")}
      lead={label}
      submit={t("common.save")}
      onClose={onClose}
      build={() => act("task_done", { task, outcome })}
    >
      <TextField label={t("breach.cell.outcome")} value={outcome} onChange={setOutcome} multiline rows={3} optional />
    </ActDialog>
  );
}

/** A decision with what was known then: it will be read years later. */
export function DecisionDialog({ onClose }: { onClose: () => void }) {
  const { t } = useTranslation();
  const [question, setQuestion] = useState("");
  const [options, setOptions] = useState("");
  const [choice, setChoice] = useState("");
  const [reason, setReason] = useState("");
  const [dissent, setDissent] = useState("");
  return (
    <ActDialog
      title={t("breach.cell.addDecision")}
      submit={t("common.save")}
      onClose={onClose}
      build={() =>
        act("decision_recorded", {
          decision: newId(),
          question,
          options: options.split("\n").map((line) => line.trim()).filter(Boolean),
          choice,
          reason,
          dissent,
        })
      }
    >
      <TextField label={t("breach.cell.question")} value={question} onChange={setQuestion} />
      <TextField
        label={t("breach.cell.options")}
        hint={t("breach.people.onePerLine")}
        value={options}
        onChange={setOptions}
        multiline
        rows={3}
        optional
      />
      <TextField label={t("breach.cell.choice")} value={choice} onChange={setChoice} />
      <TextField label={t("breach.qualify.reason")} value={reason} onChange={setReason} multiline rows={3} />
      <TextField label={t("breach.cell.dissent")} value={dissent} onChange={setDissent} multiline rows={2} optional />
    </ActDialog>
  );
}
