import { useState } from "react";
import { useTranslation } from "react-i18next";
import { act, nowInstant, present } from "@/core/acts";
import type { Instant } from "@/core/api";
import { CheckField, InstantField, RadioField, SelectField, TextField } from "@/ui/Field";
import { useCase } from "../file";
import { ActDialog } from "./ActForm";
import { noPiece, PieceField, usePieceFiling, useTerms } from "./controls";
import { type Channel, channels } from "./People";

const weekMilliseconds = 7 * 24 * 3600 * 1000;

function inOneWeek(): Instant {
  return new Date(Date.now() + weekMilliseconds).toISOString().replace(/\.\d+Z$/, "Z");
}

interface ViewersProps {
  viewers: readonly string[];
  reminder: boolean;
  onClose: () => void;
}

/** Asks viewers to destroy what they may hold and to say so; or asks again. */
export function RequestDialog({ viewers, reminder, onClose }: ViewersProps) {
  const { t } = useTranslation();
  const ways = useTerms("breach.channels", channels);
  const [channel, setChannel] = useState<Channel>("registered_post");
  const [sentAt, setSentAt] = useState<Instant | null>(() => nowInstant());
  const [dueAt, setDueAt] = useState<Instant | null>(inOneWeek);
  return (
    <ActDialog
      title={t(reminder ? "breach.attestations.remind" : "breach.attestations.request")}
      lead={t("breach.attestations.requestLead", { count: viewers.length })}
      submit={t("common.save")}
      onClose={onClose}
      build={() =>
        sentAt && dueAt
          ? viewers.map((viewer) =>
              reminder
                ? act("attestation_reminded", { viewer, sent_at: sentAt, due_at: dueAt })
                : act("attestation_requested", { viewer, sent_at: sentAt, due_at: dueAt, channel }),
            )
          : null
      }
    >
      {!reminder && (
        <SelectField label={t("breach.people.channel")} value={channel} onChange={setChannel} choices={ways} />
      )}
      <InstantField label={t("breach.obligations.sentAt")} value={sentAt} onChange={setSentAt} />
      <InstantField label={t("breach.attestations.dueAt")} value={dueAt} onChange={setDueAt} />
    </ActDialog>
  );
}

type Answer = "answered" | "refused" | "silent";

interface Answering {
  viewer: string;
  name: string;
}

/** What a viewer said: a declaration, a refusal, or silence after two reminders. Several may have said the same. */
export function AnswerDialog({ from, onClose }: { from: readonly Answering[]; onClose: () => void }) {
  const { t } = useTranslation();
  const { id } = useCase();
  const answers = useTerms<Answer>("breach.attestationAnswers", ["answered", "refused", "silent"]);
  const forms = useTerms<"oral" | "written" | "signed">("breach.attestationForms", ["signed", "written", "oral"]);
  const [answer, setAnswer] = useState<Answer>("answered");
  const alone = from.length === 1;
  const name = from[0]?.name ?? "";
  const [declarant, setDeclarant] = useState(name);
  const [declaredAt, setDeclaredAt] = useState<Instant | null>(() => nowInstant());
  const [form, setForm] = useState<"oral" | "written" | "signed">("signed");
  const [opened, setOpened] = useState(false);
  const [copied, setCopied] = useState(false);
  const [forwarded, setForwarded] = useState("");
  const [method, setMethod] = useState("");
  const [deletedAt, setDeletedAt] = useState<Instant | null>(null);
  const [noUse, setNoUse] = useState(true);
  const [reason, setReason] = useState("");
  const [piece, setPiece] = useState(noPiece);
  const filing = usePieceFiling(id);
  return (
    <ActDialog
      title={alone ? t("breach.attestations.answer", { name }) : t("breach.attestations.answers", { count: from.length })}
      submit={t("common.save")}
      onClose={onClose}
      build={async () => {
        if (answer === "silent") return from.map(({ viewer }) => act("attestation_silent", { viewer }));
        if (answer === "refused") return from.map(({ viewer }) => act("attestation_refused", { viewer, reason }));
        if (!declaredAt) return null;
        const label = alone
          ? t("breach.attestations.document", { name })
          : t("breach.attestations.documents", { count: from.length });
        const filed = await filing.file(piece, label);
        const declarations = from.map((one) =>
          act("attestation_answered", {
            viewer: one.viewer,
            declaration: {
              declarant: alone ? declarant : one.name,
              declared_at: declaredAt,
              form,
              opened,
              copied,
              forwarded_to: forwarded.split("\n").map((line) => line.trim()).filter(Boolean),
              no_further_use: noUse,
              ...(copied ? present({ deletion_method: method, deleted_at: deletedAt }) : {}),
              ...present({ piece: filed?.piece }),
            },
          }),
        );
        return [...(filed ? [filed.act] : []), ...declarations];
      }}
    >
      <RadioField label={t("breach.attestations.result")} value={answer} onChange={setAnswer} choices={answers} />
      {answer === "refused" && (
        <TextField label={t("breach.attestations.theirWords")} value={reason} onChange={setReason} multiline rows={3} />
      )}
      {answer === "answered" && (
        <>
          {alone && (
            <TextField label={t("breach.attestations.declarant")} value={declarant} onChange={setDeclarant} />
          )}
          <InstantField label={t("breach.attestations.declaredAt")} value={declaredAt} onChange={setDeclaredAt} />
          <RadioField label={t("breach.attestations.form")} value={form} onChange={setForm} choices={forms} inline />
          <CheckField label={t("breach.attestations.opened")} checked={opened} onChange={setOpened} />
          <CheckField label={t("breach.attestations.copied")} checked={copied} onChange={setCopied} />
          {copied && (
            <>
              <TextField
                label={t("breach.attestations.method")}
                hint={t("breach.attestations.methodHint")}
                value={method}
                onChange={setMethod}
              />
              <InstantField label={t("breach.attestations.deletedAt")} value={deletedAt} onChange={setDeletedAt} />
            </>
          )}
          <TextField
            label={t("breach.attestations.forwarded")}
            hint={t("breach.people.onePerLine")}
            value={forwarded}
            onChange={setForwarded}
            multiline
            rows={2}
            optional
          />
          <CheckField label={t("breach.attestations.noUse")} checked={noUse} onChange={setNoUse} />
          <PieceField label={t(alone ? "breach.attestations.signed" : "breach.attestations.signedAll")} value={piece} onChange={setPiece} />
          {filing.bar}
        </>
      )}
    </ActDialog>
  );
}
