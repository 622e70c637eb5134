import { useState } from "react";
import { useTranslation } from "react-i18next";
import { act, newId, nowInstant, present, type Tri } from "@/core/acts";
import type { Instant } from "@/core/api";
import type { FactRecorded } from "@/core/dossier";
import { useLabel } from "@/i18n/refusal";
import { CheckField, ChecksField, InstantField, SelectField, TextField } from "@/ui/Field";
import { useCase } from "../file";
import { ActDialog } from "./ActForm";
import {
  CountField,
  type CountState,
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
import { type FactField, factKinds } from "./facts";

type Answers = Record<string, unknown>;

function isOneOf(kind: FactField["kind"]): kind is readonly string[] {
  return Array.isArray(kind);
}

/** An answer as the act writes it; undefined while it is missing. */
function answerOf(field: FactField, answers: Answers): unknown {
  const value = answers[field.name];
  if (field.kind === "tri") return value ?? "unknown";
  if (field.kind === "flag") return value ?? false;
  if (field.kind === "count") return toCount((value as CountState | undefined) ?? countState(null)) ?? undefined;
  if (field.kind === "lines") {
    return String(value ?? "")
      .split("\n")
      .map((line) => line.trim())
      .filter(Boolean);
  }
  if (typeof field.kind === "object" && !isOneOf(field.kind)) return value ?? [];
  return value === "" || value === null ? undefined : value;
}

/** One fact: when it was true, when we knew it, where from. Correcting one keeps the former. */
export function FactDialog({
  initialKind,
  corrects,
  onClose,
}: {
  initialKind?: string;
  corrects?: FactRecorded;
  onClose: () => void;
}) {
  const { t } = useTranslation();
  const { id } = useCase();
  const kinds = useTerms("breach.factKinds", Object.keys(factKinds));
  const [kind, setKind] = useState(corrects?.value.kind ?? initialKind ?? "description");
  const [answers, setAnswers] = useState<Answers>(() => (corrects ? { ...corrects.value } : {}));
  const [trueWhen, setTrueWhen] = useState<Instant | null>(corrects?.true_when ?? null);
  const [knownWhen, setKnownWhen] = useState<Instant | null>(() => nowInstant());
  const [origin, setOrigin] = useState<Origin>(noOrigin);
  const [piece, setPiece] = useState(noPiece);
  const filing = usePieceFiling(id);
  const fields = factKinds[kind] ?? [];
  return (
    <ActDialog
      title={t(corrects ? "breach.facts.correct" : "breach.facts.add")}
      submit={t("common.save")}
      onClose={onClose}
      wide
      build={async () => {
        const value: Answers = { kind };
        for (const field of fields) {
          const answer = answerOf(field, answers);
          if (answer === undefined && !field.optional) return null;
          if (answer !== undefined) value[field.name] = answer;
        }
        if (!knownWhen) return null;
        const filed = await filing.file(piece, t("breach.facts.pieceLabel"));
        return [
          ...(filed ? [filed.act] : []),
          act("fact_recorded", {
            fact: newId(),
            known_when: knownWhen,
            source: origin.source,
            confidence: origin.confidence,
            value,
            ...present({ supersedes: corrects?.fact, true_when: trueWhen, piece: filed?.piece }),
          }),
        ];
      }}
    >
      {!corrects && (
        <SelectField
          label={t("breach.facts.kind")}
          value={kind}
          onChange={(chosen) => {
            setKind(chosen);
            setAnswers({});
          }}
          choices={kinds}
        />
      )}
      {fields.map((field) => (
        <Answer
          key={`${kind}.${field.name}`}
          field={field}
          kind={kind}
          value={answers[field.name]}
          onChange={(value) => setAnswers({ ...answers, [field.name]: value })}
        />
      ))}
      <InstantField
        label={t("breach.facts.trueWhen")}
        hint={t("breach.facts.trueWhenHint")}
        value={trueWhen}
        onChange={setTrueWhen}
        optional
      />
      <InstantField
        label={t("breach.facts.knownWhen")}
        hint={t("breach.facts.knownWhenHint")}
        value={knownWhen}
        onChange={setKnownWhen}
        error={knownWhen === null ? t("common.required") : null}
      />
      <OriginFields value={origin} onChange={setOrigin} />
      <PieceField label={t("breach.facts.piece")} value={piece} onChange={setPiece} />
      {filing.bar}
    </ActDialog>
  );
}

interface AnswerProps {
  field: FactField;
  kind: string;
  value: unknown;
  onChange: (value: unknown) => void;
}

function Answer({ field, kind, value, onChange }: AnswerProps) {
  const label = useLabel();
  const name = label(`breach.factFields.${kind}`, field.name);
  const optional = field.optional ?? false;
  const text = typeof value === "string" ? value : "";
  switch (field.kind) {
    case "tri":
      return <TriField label={name} value={(value as Tri | undefined) ?? "unknown"} onChange={onChange} />;
    case "flag":
      return <CheckField label={name} checked={value === true} onChange={onChange} />;
    case "instant":
      return <InstantField label={name} value={text || null} onChange={onChange} optional={optional} />;
    case "count":
      return <CountField label={name} value={(value as CountState | undefined) ?? countState(null)} onChange={onChange} />;
    case "line":
      return <TextField label={name} value={text} onChange={onChange} optional={optional} />;
    case "text":
      return <TextField label={name} value={text} onChange={onChange} optional={optional} multiline rows={4} />;
    case "lines":
      return (
        <TextField
          label={name}
          value={Array.isArray(value) ? value.join("\n") : text}
          onChange={onChange}
          optional={optional}
          multiline
          rows={2}
        />
      );
    default:
      return isOneOf(field.kind) ? (
        <SelectField
          label={name}
          value={text || null}
          onChange={onChange}
          choices={field.kind.map((term) => ({ value: term, label: label(field.table ?? "", term) }))}
        />
      ) : (
        <ChecksField
          label={name}
          values={Array.isArray(value) ? (value as string[]) : []}
          onChange={onChange}
          choices={field.kind.many.map((term) => ({ value: term, label: label(field.table ?? "", term) }))}
        />
      );
  }
}
