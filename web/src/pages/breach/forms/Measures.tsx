import { useState } from "react";
import { useTranslation } from "react-i18next";
import { act, newId, nowInstant, present } from "@/core/acts";
import type { Instant } from "@/core/api";
import type { MeasureRecorded, Recorded } from "@/core/dossier";
import { InstantField, RadioField, SelectField, TextField } from "@/ui/Field";
import { useCase } from "../file";
import { ActDialog } from "./ActForm";
import { noPiece, PieceField, usePieceFiling, useTerms } from "./controls";

const kinds: readonly MeasureRecorded["kind"][] = ["immediate", "corrective", "prior"];

export function MeasureDialog({ onClose }: { onClose: () => void }) {
  const { t } = useTranslation();
  const { id } = useCase();
  const terms = useTerms("breach.measureKinds", kinds);
  const [kind, setKind] = useState<MeasureRecorded["kind"]>("immediate");
  const [description, setDescription] = useState("");
  const [effectiveAt, setEffectiveAt] = useState<Instant | null>(null);
  const [piece, setPiece] = useState(noPiece);
  const filing = usePieceFiling(id);
  return (
    <ActDialog
      title={t("breach.measures.add")}
      submit={t("common.save")}
      onClose={onClose}
      build={async () => {
        const filed = await filing.file(piece, description);
        return [
          ...(filed ? [filed.act] : []),
          act("measure_recorded", {
            measure: newId(),
            kind,
            description,
            ...present({ effective_at: effectiveAt, piece: filed?.piece }),
          }),
        ];
      }}
    >
      <RadioField label={t("breach.measures.kind")} value={kind} onChange={setKind} choices={terms} />
      <TextField
        label={t("breach.measures.description")}
        hint={t("breach.measures.descriptionHint")}
        value={description}
        onChange={setDescription}
        multiline
        rows={3}
      />
      <InstantField
        label={t("breach.measures.effectiveAt")}
        hint={t("breach.measures.effectiveAtHint")}
        value={effectiveAt}
        onChange={setEffectiveAt}
        optional
      />
      <PieceField label={t("breach.measures.proof")} value={piece} onChange={setPiece} />
      {filing.bar}
    </ActDialog>
  );
}

export function ProveDialog({ measure, onClose }: { measure: MeasureRecorded; onClose: () => void }) {
  const { t } = useTranslation();
  const { id } = useCase();
  const [effectiveAt, setEffectiveAt] = useState<Instant | null>(measure.effective_at ?? nowInstant());
  const [piece, setPiece] = useState(noPiece);
  const filing = usePieceFiling(id);
  return (
    <ActDialog
      title={t("breach.measures.prove")}
      lead={measure.description}
      submit={t("common.save")}
      onClose={onClose}
      build={async () => {
        const filed = await filing.file(piece, measure.description);
        if (!filed || !effectiveAt) return null;
        return [filed.act, act("measure_proven", { measure: measure.measure, effective_at: effectiveAt, piece: filed.piece })];
      }}
    >
      <InstantField label={t("breach.measures.effectiveAt")} value={effectiveAt} onChange={setEffectiveAt} />
      <PieceField label={t("breach.measures.proof")} value={piece} onChange={setPiece} />
      {filing.bar}
    </ActDialog>
  );
}

/** The breach is over: by a measure that works and is proven, or because it ended by itself. */
export function ContainDialog({
  measures,
  onClose,
}: {
  measures: readonly Recorded<MeasureRecorded>[];
  onClose: () => void;
}) {
  const { t } = useTranslation();
  const proven = measures.filter(({ act: one }) => one.effective_at && one.piece);
  const [by, setBy] = useState<"measure" | "ended_by_itself">(proven.length > 0 ? "measure" : "ended_by_itself");
  const [measure, setMeasure] = useState<string | null>(proven.at(-1)?.act.measure ?? null);
  const [endedAt, setEndedAt] = useState<Instant | null>(null);
  const [reason, setReason] = useState("");
  return (
    <ActDialog
      title={t("breach.measures.contain")}
      lead={t("breach.measures.containLead")}
      submit={t("breach.measures.contain")}
      onClose={onClose}
      build={() => {
        if (by === "measure") return measure ? act("contained", { basis: { by, measure } }) : null;
        return endedAt ? act("contained", { basis: { by, ended_at: endedAt, reason } }) : null;
      }}
    >
      <RadioField
        label={t("breach.measures.containBy")}
        value={by}
        onChange={setBy}
        choices={[
          { value: "measure", label: t("breach.measures.containByMeasure"), hint: t("breach.measures.containByMeasureHint") },
          { value: "ended_by_itself", label: t("breach.measures.containByItself") },
        ]}
      />
      {by === "measure" ? (
        <SelectField
          label={t("breach.measures.measure")}
          value={measure}
          onChange={setMeasure}
          choices={proven.map(({ act: one }) => ({ value: one.measure, label: one.description }))}
        />
      ) : (
        <>
          <InstantField label={t("breach.measures.endedAt")} value={endedAt} onChange={setEndedAt} />
          <TextField label={t("breach.measures.endedReason")} value={reason} onChange={setReason} multiline rows={3} />
        </>
      )}
    </ActDialog>
  );
}

/** The cause is fixed and what was cut is back, after tests. */
export function RestoreDialog({
  measures,
  onClose,
}: {
  measures: readonly Recorded<MeasureRecorded>[];
  onClose: () => void;
}) {
  const { t } = useTranslation();
  const { id } = useCase();
  const corrective = measures.filter(({ act: one }) => one.kind !== "prior");
  const [service, setService] = useState("");
  const [restoredAt, setRestoredAt] = useState<Instant | null>(() => nowInstant());
  const [measure, setMeasure] = useState<string | null>(corrective.at(-1)?.act.measure ?? null);
  const [tests, setTests] = useState("");
  const [piece, setPiece] = useState(noPiece);
  const filing = usePieceFiling(id);
  const lines = tests.split("\n").filter((line) => line.trim() !== "");
  return (
    <ActDialog
      title={t("breach.measures.restore")}
      lead={t("breach.measures.restoreLead")}
      submit={t("breach.measures.restore")}
      onClose={onClose}
      build={async () => {
        if (!measure || !restoredAt) return null;
        const filed = await filing.file(piece, t("breach.measures.testRecord"));
        return [
          ...(filed ? [filed.act] : []),
          act("service_restored", {
            service,
            restored_at: restoredAt,
            measure,
            tests: lines.map((label) => ({ label, passed: true, ...present({ piece: filed?.piece }) })),
          }),
        ];
      }}
    >
      <TextField label={t("breach.measures.service")} value={service} onChange={setService} />
      <InstantField label={t("breach.measures.restoredAt")} value={restoredAt} onChange={setRestoredAt} />
      <SelectField
        label={t("breach.measures.corrective")}
        value={measure}
        onChange={setMeasure}
        choices={corrective.map(({ act: one }) => ({ value: one.measure, label: one.description }))}
      />
      <TextField
        label={t("breach.measures.tests")}
        hint={t("breach.measures.testsHint")}
        value={tests}
        onChange={setTests}
        multiline
        rows={4}
      />
      <PieceField label={t("breach.measures.testRecord")} value={piece} onChange={setPiece} />
      {filing.bar}
    </ActDialog>
  );
}
