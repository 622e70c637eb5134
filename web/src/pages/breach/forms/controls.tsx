/** Answers that breach files ask for everywhere: yes/no/unknown, a count and its precision, a piece. */
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { act, type Confidence, type Count, digestOf, newId, nowInstant, type Tri } from "@/core/acts";
import type { DossierAct, Id } from "@/core/api";
import { core } from "@/core/client";
import { french } from "@/i18n";
import { useLabel } from "@/i18n/refusal";
import { useSignedIn } from "@/session/use";
import { Drop, FileList } from "@/ui/Drop";
import { CheckField, FieldRow, RadioField, SelectField, TextField } from "@/ui/Field";
import { Progress } from "@/ui/Progress";

/** The terms of a closed vocabulary, in the order of the rule files. */
export function useTerms<V extends string>(table: string, terms: readonly V[]) {
  const label = useLabel();
  return terms.map((value) => ({ value, label: french(label(table, value)) }));
}

export function TriField({
  label,
  hint,
  value,
  onChange,
}: {
  label: string;
  hint?: string;
  value: Tri;
  onChange: (value: Tri) => void;
}) {
  const { t } = useTranslation();
  return (
    <RadioField
      label={label}
      hint={hint}
      value={value}
      onChange={onChange}
      inline
      choices={[
        { value: "true", label: t("breach.tri.true") },
        { value: "false", label: t("breach.tri.false") },
        { value: "unknown", label: t("breach.tri.unknown") },
      ]}
    />
  );
}

export interface CountState {
  precision: Count["precision"];
  n: string;
}

export function countState(count: Count | null | undefined): CountState {
  if (!count) return { precision: "to_be_determined", n: "" };
  return { precision: count.precision, n: "n" in count ? String(count.n) : "" };
}

export function toCount({ precision, n }: CountState): Count | null {
  if (precision === "cannot_be_determined" || precision === "to_be_determined") return { precision };
  const figure = Number.parseInt(n.replaceAll(/\s/g, ""), 10);
  return Number.isFinite(figure) && figure >= 0 ? { precision, n: figure } : null;
}

const precisions: readonly Count["precision"][] = ["exact", "approximate", "to_be_determined", "cannot_be_determined"];

/** A number and how sure it is: "not known yet" never becomes zero. */
export function CountField({
  label,
  value,
  onChange,
}: {
  label: string;
  value: CountState;
  onChange: (value: CountState) => void;
}) {
  const { t } = useTranslation();
  const choices = useTerms("breach.precisions", precisions);
  const figure = value.precision === "exact" || value.precision === "approximate";
  return (
    <FieldRow>
      <SelectField
        label={label}
        value={value.precision}
        onChange={(precision) => onChange({ ...value, precision })}
        choices={choices}
      />
      {figure && (
        <TextField
          label={t("breach.figure")}
          value={value.n}
          onChange={(n) => onChange({ ...value, n })}
          inputMode="numeric"
          error={value.n !== "" && toCount(value) === null ? t("breach.figureBad") : null}
        />
      )}
    </FieldRow>
  );
}

const confidences: readonly Confidence[] = ["high", "medium", "low"];

export interface Origin {
  source: string;
  confidence: Confidence;
}

export const noOrigin: Origin = { source: "", confidence: "medium" };

/** Where it comes from and how sure: asked of everything that is recorded. */
export function OriginFields({ value, onChange }: { value: Origin; onChange: (value: Origin) => void }) {
  const { t } = useTranslation();
  const choices = useTerms("breach.confidences", confidences);
  return (
    <FieldRow>
      <TextField
        label={t("breach.source")}
        hint={t("breach.sourceHint")}
        value={value.source}
        onChange={(source) => onChange({ ...value, source })}
      />
      <SelectField
        label={t("breach.confidence")}
        value={value.confidence}
        onChange={(confidence) => onChange({ ...value, confidence })}
        choices={choices}
      />
    </FieldRow>
  );
}

export interface PieceDraft {
  file: File | null;
  thirdParty: boolean;
}

export const noPiece: PieceDraft = { file: null, thirdParty: false };

/** A file kept with the dossier as proof. Sealing it happens when the form is sent. */
export function PieceField({
  label,
  value,
  onChange,
}: {
  label: string;
  value: PieceDraft;
  onChange: (value: PieceDraft) => void;
}) {
  const { t } = useTranslation();
  return (
    <div>
      {value.file ? (
        <FileList files={[value.file]} name={label} onRemove={() => onChange(noPiece)} />
      ) : (
        <Drop
          label={label}
          button={t("breach.pieceChoose")}
          multiple={false}
          onFiles={([file]) => file && onChange({ ...value, file })}
        />
      )}
      {value.file && (
        <CheckField
          label={t("breach.pieceThirdParty")}
          checked={value.thirdParty}
          onChange={(thirdParty) => onChange({ ...value, thirdParty })}
        />
      )}
    </div>
  );
}

/** Seals the file in the dossier and gives the act that files it, with its digest and collector. */
export function usePieceFiling(dossier: Id) {
  const { me } = useSignedIn();
  const { t } = useTranslation();
  const [progress, setProgress] = useState<{ done: number; total: number } | null>(null);
  const file = async (draft: PieceDraft, label: string): Promise<{ piece: Id; act: DossierAct } | null> => {
    if (!draft.file) return null;
    const digest = await digestOf(draft.file);
    setProgress({ done: 0, total: draft.file.size });
    try {
      await core.upload({ workspace: dossier, folder: null, file: draft.file }, setProgress);
    } finally {
      setProgress(null);
    }
    const piece = newId();
    return {
      piece,
      act: act("piece_filed", {
        piece,
        label: label || draft.file.name,
        digest,
        collected_at: nowInstant(),
        collector: `${me.givenName} ${me.familyName}`,
        method: t("breach.pieceMethod", { name: draft.file.name }),
        third_party_data: draft.thirdParty,
      }),
    };
  };
  const bar = progress ? <Progress label={t("breach.pieceSending")} {...progress} /> : null;
  return { file, bar };
}
