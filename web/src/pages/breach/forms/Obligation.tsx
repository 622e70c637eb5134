import { useState } from "react";
import { useTranslation } from "react-i18next";
import { act, nowInstant, present } from "@/core/acts";
import type { Instant } from "@/core/api";
import type { MeasureRecorded, Obligation, PieceFiled, Recorded } from "@/core/dossier";
import { CheckField, InstantField, SelectField, TextField } from "@/ui/Field";
import { Notice } from "@/ui/Notice";
import { useCase } from "../file";
import { ActDialog } from "./ActForm";
import { noPiece, PieceField, usePieceFiling } from "./controls";

interface ObligationDialogProps {
  obligation: Obligation;
  onClose: () => void;
}

/** Sent outside (téléservice, post): when, whether complete; late, the reasons are asked at once. */
export function SentDialog({ obligation, onClose }: ObligationDialogProps) {
  const { t } = useTranslation();
  const [sentAt, setSentAt] = useState<Instant | null>(() => nowInstant());
  const [complete, setComplete] = useState(false);
  const [reasons, setReasons] = useState(obligation.late_reasons ?? "");
  const due = obligation.due?.target;
  const late = Boolean(due && sentAt && obligation.late_needs_reasons && Date.parse(sentAt) > Date.parse(due));
  return (
    <ActDialog
      title={t("breach.obligations.sent")}
      lead={obligation.title}
      submit={t("breach.obligations.sent")}
      onClose={onClose}
      build={() =>
        sentAt
          ? act("obligation_sent", {
              obligation: obligation.key,
              sent_at: sentAt,
              complete,
              ...present({ late_reasons: late ? reasons : null }),
            })
          : null
      }
    >
      <InstantField label={t("breach.obligations.sentAt")} value={sentAt} onChange={setSentAt} />
      <CheckField label={t("breach.obligations.complete")} checked={complete} onChange={setComplete} />
      {late && (
        <>
          <Notice tone="warn" live>
            <p>{t("breach.obligations.lateNeedsReasons")}</p>
          </Notice>
          <TextField
            label={t("breach.obligations.lateReasons")}
            value={reasons}
            onChange={setReasons}
            multiline
            rows={4}
          />
        </>
      )}
    </ActDialog>
  );
}

/** The receipt of the recipient: without it, sending is not done. */
export function ReceiptDialog({ obligation, onClose }: ObligationDialogProps) {
  const { t } = useTranslation();
  const { id } = useCase();
  const [receivedAt, setReceivedAt] = useState<Instant | null>(() => nowInstant());
  const [reference, setReference] = useState("");
  const [piece, setPiece] = useState(noPiece);
  const filing = usePieceFiling(id);
  return (
    <ActDialog
      title={t("breach.obligations.receipt")}
      lead={obligation.title}
      submit={t("common.save")}
      onClose={onClose}
      build={async () => {
        if (!receivedAt) return null;
        const filed = await filing.file(piece, t("breach.obligations.receipt"));
        return [
          ...(filed ? [filed.act] : []),
          act("obligation_acknowledged", {
            obligation: obligation.key,
            received_at: receivedAt,
            reference,
            ...present({ piece: filed?.piece }),
          }),
        ];
      }}
    >
      <TextField
        label={t("breach.obligations.reference")}
        hint={t("breach.obligations.referenceHint")}
        value={reference}
        onChange={setReference}
      />
      <InstantField label={t("breach.obligations.receivedAt")} value={receivedAt} onChange={setReceivedAt} />
      <PieceField label={t("breach.obligations.receiptFile")} value={piece} onChange={setPiece} />
      {filing.bar}
    </ActDialog>
  );
}

type Ground = "not_subject" | "unintelligible" | "risk_removed" | "public_notice" | "authority_already_informed";

/** The law exempts: on which ground, shown by what. */
export function DispenseDialog({
  obligation,
  pieces,
  measures,
  onClose,
}: ObligationDialogProps & {
  pieces: readonly Recorded<PieceFiled>[];
  measures: readonly Recorded<MeasureRecorded>[];
}) {
  const { t } = useTranslation();
  const grounds: { value: Ground; label: string }[] = [
    { value: "not_subject", label: t("breach.grounds.not_subject") },
    { value: "unintelligible", label: t("breach.grounds.unintelligible") },
    { value: "risk_removed", label: t("breach.grounds.risk_removed") },
    { value: "public_notice", label: t("breach.grounds.public_notice") },
    { value: "authority_already_informed", label: t("breach.grounds.authority_already_informed") },
  ];
  const [ground, setGround] = useState<Ground>("not_subject");
  const [piece, setPiece] = useState<string | null>(null);
  const [measure, setMeasure] = useState<string | null>(null);
  const [counsel, setCounsel] = useState("");
  const [reason, setReason] = useState("");
  return (
    <ActDialog
      title={t("breach.obligations.dispense")}
      lead={obligation.title}
      submit={t("breach.obligations.dispense")}
      onClose={onClose}
      build={() => {
        const basis = { ground, ...present({
          piece: ground === "unintelligible" ? piece : null,
          measure: ground === "risk_removed" ? measure : null,
          counsel: ground === "authority_already_informed" ? counsel : null,
        }) };
        return act("obligation_dispensed", { obligation: obligation.key, basis, reason });
      }}
    >
      <SelectField label={t("breach.obligations.ground")} value={ground} onChange={setGround} choices={grounds} />
      {ground === "unintelligible" && (
        <SelectField
          label={t("breach.obligations.groundPiece")}
          value={piece}
          onChange={setPiece}
          choices={pieces.map(({ act: one }) => ({ value: one.piece, label: one.label }))}
        />
      )}
      {ground === "risk_removed" && (
        <SelectField
          label={t("breach.obligations.groundMeasure")}
          value={measure}
          onChange={setMeasure}
          choices={measures.map(({ act: one }) => ({ value: one.measure, label: one.description }))}
        />
      )}
      {ground === "authority_already_informed" && (
        <TextField label={t("breach.obligations.counsel")} value={counsel} onChange={setCounsel} />
      )}
      <TextField label={t("breach.qualify.reason")} value={reason} onChange={setReason} multiline rows={3} />
    </ActDialog>
  );
}

/** One free text that goes with one act: a withdrawal, or the reasons of a delay. */
export function ReasonDialog({
  obligation,
  kind,
  onClose,
}: ObligationDialogProps & { kind: "withdraw" | "late" }) {
  const { t } = useTranslation();
  const [text, setText] = useState(kind === "late" ? (obligation.late_reasons ?? "") : "");
  const title = t(kind === "late" ? "breach.obligations.lateReasons" : "breach.obligations.withdraw");
  return (
    <ActDialog
      title={title}
      lead={obligation.title}
      submit={t("common.save")}
      onClose={onClose}
      build={() =>
        kind === "late"
          ? act("late_reasons_recorded", { obligation: obligation.key, reasons: text })
          : act("obligation_withdrawn", { obligation: obligation.key, reason: text })
      }
    >
      <TextField label={t("breach.qualify.reason")} value={text} onChange={setText} multiline rows={4} />
    </ActDialog>
  );
}
