import { useState } from "react";
import { useTranslation } from "react-i18next";
import { act, type Estimate, present, type Tri } from "@/core/acts";
import { fr } from "@/i18n/fr";
import { useLabel } from "@/i18n/refusal";
import { CheckField, RadioField, SelectField, TextField } from "@/ui/Field";
import { Notice } from "@/ui/Notice";
import { useCase } from "../file";
import { ActDialog } from "./ActForm";
import {
  CountField,
  countState,
  noOrigin,
  noPiece,
  type Origin,
  OriginFields,
  PieceField,
  toCount,
  TriField,
  usePieceFiling,
  useTerms,
} from "./controls";

export const families = ["simple", "behavioural", "financial", "sensitive"] as const;
export const identifiers = ["name", "email", "contact", "national_id", "picture", "code"] as const;
export const circumstances = ["confidentiality", "integrity", "availability", "malice"] as const;
export const legalFacts = [
  "clear_directly_identifying",
  "identity_or_payment_or_credentials",
  "hostile_or_unknown_recipients",
  "group_reveals_sensitive",
  "usable_backup_restored",
  "care_delayed",
  "state_of_the_art_encryption",
  "key_safe",
  "backup_available",
  "few_trusted_recipients",
  "deletion_attested",
  "nothing_sensitive",
  "brief_loss_without_effect",
] as const;

/** Those that lower the level: they count only with a piece. */
const needsPiece: ReadonlySet<string> = new Set(legalFacts.slice(6));

export type InputName =
  | { input: "data_context"; family: string }
  | { input: "identification"; identifier: string }
  | { input: "circumstance"; circumstance: string }
  | { input: "evidence"; fact: string }
  | { input: "recipients" };

type Steps = Record<string, Record<string, string>>;

/** The scores a table offers for an input, lowest first. */
function scores(name: InputName): string[] {
  const table: Record<string, string> | undefined =
    name.input === "data_context"
      ? (fr.vocabulary.situations as Steps)[name.family]
      : name.input === "identification"
        ? (fr.vocabulary.identifierSteps as Steps)[name.identifier]
        : name.input === "circumstance"
          ? (fr.vocabulary.circumstanceSteps as Steps)[name.circumstance]
          : undefined;
  return Object.keys(table ?? {}).toSorted((a, b) => Number(a) - Number(b));
}

export function useInputLabel() {
  const label = useLabel();
  return (name: InputName): string => {
    switch (name.input) {
      case "data_context":
        return label("vocabulary.families", name.family);
      case "identification":
        return label("vocabulary.identifiers", name.identifier);
      case "circumstance":
        return label("vocabulary.circumstances", name.circumstance);
      case "evidence":
        return label("breach.legalFacts", name.fact);
      case "recipients":
        return label("breach.severity", "recipients");
    }
  };
}

/** The words of one score of one input. */
export function useScoreLabel() {
  const label = useLabel();
  return (name: InputName, score: string): string => {
    switch (name.input) {
      case "data_context":
        return label(`vocabulary.situations.${name.family}`, score);
      case "identification":
        return label(`vocabulary.identifierSteps.${name.identifier}`, score);
      case "circumstance":
        return label(`vocabulary.circumstanceSteps.${name.circumstance}`, score);
      default:
        return score;
    }
  };
}

/** One input of one set of data: its value, or that it is not known; and who says so. */
export function InputDialog({ dataset, name, onClose }: { dataset: string; name: InputName; onClose: () => void }) {
  const { t } = useTranslation();
  const { id } = useCase();
  const inputLabel = useInputLabel();
  const scoreLabel = useScoreLabel();
  const offered = scores(name);
  const [score, setScore] = useState<string | null>(null);
  const [tri, setTri] = useState<Tri>("unknown");
  const [count, setCount] = useState(() => countState(null));
  const [origin, setOrigin] = useState<Origin>(noOrigin);
  const [piece, setPiece] = useState(noPiece);
  const filing = usePieceFiling(id);
  const proof = name.input === "evidence" && needsPiece.has(name.fact);

  const value = (): Record<string, unknown> | null => {
    if (name.input === "evidence") return { ...name, value: tri };
    if (name.input === "recipients") {
      const figure = toCount(count);
      return figure && { ...name, count: figure };
    }
    if (score === null) return null;
    const estimate: Estimate = score === "unknown" ? "unknown" : { known: Number(score) };
    return { ...name, score: estimate };
  };

  return (
    <ActDialog
      title={inputLabel(name)}
      submit={t("common.save")}
      onClose={onClose}
      build={async () => {
        const answer = value();
        if (!answer) return null;
        const filed = await filing.file(piece, inputLabel(name));
        return [
          ...(filed ? [filed.act] : []),
          act("severity_input_set", {
            dataset,
            value: answer,
            source: origin.source,
            confidence: origin.confidence,
            ...present({ piece: filed?.piece }),
          }),
        ];
      }}
    >
      {name.input === "evidence" && <TriField label={t("breach.severity.answer")} value={tri} onChange={setTri} />}
      {name.input === "recipients" && (
        <CountField label={t("breach.severity.recipients")} value={count} onChange={setCount} />
      )}
      {offered.length > 0 && (
        <RadioField
          label={t("breach.severity.answer")}
          value={score}
          onChange={setScore}
          choices={[
            ...offered.map((step) => ({ value: step, label: scoreLabel(name, step) })),
            { value: "unknown", label: t("breach.tri.unknown"), hint: t("breach.severity.unknownHint") },
          ]}
        />
      )}
      <OriginFields value={origin} onChange={setOrigin} />
      {proof && (
        <Notice tone="info">
          <p>{t("breach.severity.proofNeeded")}</p>
        </Notice>
      )}
      {(proof || name.input === "evidence") && (
        <PieceField label={t("breach.severity.proof")} value={piece} onChange={setPiece} />
      )}
      {filing.bar}
    </ActDialog>
  );
}

const levels = ["0", "1", "2", "3"] as const;

/** Keeps the proposed level, or another one with its reasons; the computed one stays beside it. */
export function RetainDialog({ proposed, onClose }: { proposed: number; onClose: () => void }) {
  const { t } = useTranslation();
  const terms = useTerms("vocabulary.levels", levels);
  const [level, setLevel] = useState<(typeof levels)[number]>(levels[proposed] ?? "3");
  const [reason, setReason] = useState("");
  const [withDpo, setWithDpo] = useState(false);
  const [favourable, setFavourable] = useState<"yes" | "no">("yes");
  const [text, setText] = useState("");
  const [by, setBy] = useState("");
  const other = Number(level) !== proposed;
  return (
    <ActDialog
      title={t("breach.severity.retain")}
      lead={t("breach.severity.retainLead")}
      submit={t("breach.severity.retain")}
      onClose={onClose}
      build={() => {
        const dpo = withDpo ? { favourable: favourable === "yes", text, by } : null;
        return other
          ? act("severity_overridden", { level: Number(level), reason, ...present({ dpo }) })
          : act("severity_retained", { level: Number(level), ...present({ dpo }) });
      }}
    >
      <RadioField
        label={t("registers.level")}
        value={level}
        onChange={setLevel}
        choices={terms.map((term) => ({
          ...term,
          ...(Number(term.value) === proposed ? { hint: t("breach.severity.proposedMark") } : {}),
        }))}
      />
      {other && (
        <TextField
          label={t("breach.severity.reason")}
          hint={t("breach.severity.reasonHint")}
          value={reason}
          onChange={setReason}
          multiline
          rows={3}
        />
      )}
      <CheckField label={t("breach.severity.withDpo")} checked={withDpo} onChange={setWithDpo} />
      {withDpo && (
        <>
          <TextField label={t("breach.severity.dpoName")} value={by} onChange={setBy} />
          <SelectField
            label={t("breach.severity.dpoView")}
            value={favourable}
            onChange={setFavourable}
            choices={[
              { value: "yes", label: t("breach.severity.favourable") },
              { value: "no", label: t("breach.severity.unfavourable") },
            ]}
            narrow
          />
          <TextField label={t("breach.severity.dpoText")} value={text} onChange={setText} multiline rows={3} />
        </>
      )}
    </ActDialog>
  );
}

export function ApproveDialog({ level, onClose }: { level: number; onClose: () => void }) {
  const { t } = useTranslation();
  const label = useLabel();
  const [reason, setReason] = useState("");
  return (
    <ActDialog
      title={t("breach.severity.approve")}
      lead={t("breach.severity.approveLead", { level: label("vocabulary.levels", String(level)) })}
      submit={t("breach.severity.approve")}
      onClose={onClose}
      build={() => act("severity_override_approved", { level, reason })}
    >
      <TextField label={t("breach.severity.reason")} value={reason} onChange={setReason} multiline rows={3} />
    </ActDialog>
  );
}
