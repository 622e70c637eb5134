import { useState } from "react";
import { useTranslation } from "react-i18next";
import { act, newId, nowInstant, present, type Tri } from "@/core/acts";
import type { Instant } from "@/core/api";
import type { PersonLetter } from "@/core/dossier";
import { CheckField, InstantField, RadioField, SelectField, TextField } from "@/ui/Field";
import { Notice } from "@/ui/Notice";
import { pdfOf, useDocument } from "../documents";
import { useCase } from "../file";
import { ActDialog } from "./ActForm";
import { noPiece, PieceField, TriField, usePieceFiling, useTerms } from "./controls";

export const channels = ["registered_post", "post", "email", "by_hand", "telephone", "portal"] as const;
export type Channel = (typeof channels)[number];

interface PersonsProps {
  persons: readonly string[];
  onClose: () => void;
}

/** Letters are gone: by which way, when, with which proof. What left is kept as it left, whatever the file becomes. */
export function LettersSentDialog({ persons, onClose }: PersonsProps) {
  const { t } = useTranslation();
  const { id } = useCase();
  const ways = useTerms("breach.channels", channels);
  const [channel, setChannel] = useState<Channel>("post");
  const [sentAt, setSentAt] = useState<Instant | null>(() => nowInstant());
  const [piece, setPiece] = useState(noPiece);
  const [keep, setKeep] = useState(true);
  const filing = usePieceFiling(id);
  const letters = useDocument<PersonLetter[] | PersonLetter>("person_letter", null);
  const unready = [letters.data ?? []]
    .flat()
    .filter((letter) => persons.includes(letter.recipient.party) && letter.missing.length > 0);
  return (
    <ActDialog
      title={t("breach.people.sent")}
      lead={t("breach.people.sentLead", { count: persons.length })}
      submit={t("breach.people.sent")}
      onClose={onClose}
      build={async () => {
        if (!sentAt) return null;
        const communication = newId();
        const copy = keep ? await pdfOf(id, { kind: "person_letter", only: persons }) : null;
        const kept = await filing.file(
          { file: copy, thirdParty: true },
          t("breach.people.copyLabel", { count: persons.length }),
        );
        const filed = await filing.file(piece, t("breach.people.sendingProof"));
        return [
          ...(kept ? [kept.act] : []),
          ...(filed ? [filed.act] : []),
          act("letters_prepared", { communication, persons: [...persons] }),
          act("letters_sent", {
            communication,
            persons: [...persons],
            channel,
            sent_at: sentAt,
            ...present({ piece: filed?.piece }),
          }),
        ];
      }}
    >
      {unready.length > 0 && (
        <Notice tone="warn">
          <p>
            {t("breach.people.unready", {
              count: unready.length,
              names: unready.slice(0, 3).map((letter) => letter.recipient.name).join(", "),
            })}
          </p>
        </Notice>
      )}
      <SelectField label={t("breach.people.channel")} value={channel} onChange={setChannel} choices={ways} />
      <InstantField label={t("breach.obligations.sentAt")} value={sentAt} onChange={setSentAt} />
      <CheckField label={t("breach.people.keepCopy")} checked={keep} onChange={setKeep} />
      <PieceField label={t("breach.people.sendingProof")} value={piece} onChange={setPiece} />
      {filing.bar}
    </ActDialog>
  );
}

export function LetterReturnedDialog({ person, onClose }: { person: string; onClose: () => void }) {
  const { t } = useTranslation();
  const [at, setAt] = useState<Instant | null>(() => nowInstant());
  const [reason, setReason] = useState("");
  return (
    <ActDialog
      title={t("breach.people.returned")}
      lead={person}
      submit={t("common.save")}
      onClose={onClose}
      build={() => (at ? act("letter_returned", { person, returned_at: at, reason }) : null)}
    >
      <InstantField label={t("breach.people.returnedAt")} value={at} onChange={setAt} />
      <TextField label={t("breach.qualify.reason")} value={reason} onChange={setReason} />
    </ActDialog>
  );
}

const exemptions = ["not_high_risk", "unintelligible", "risk_removed", "public_notice", "already_informed"] as const;

export function ExemptDialog({ persons, onClose }: PersonsProps) {
  const { t } = useTranslation();
  const terms = useTerms("breach.exemptions", exemptions);
  const [basis, setBasis] = useState<(typeof exemptions)[number]>("not_high_risk");
  const [reason, setReason] = useState("");
  return (
    <ActDialog
      title={t("breach.people.exempt")}
      lead={t("breach.people.exemptLead", { count: persons.length })}
      submit={t("breach.people.exempt")}
      onClose={onClose}
      build={() => act("persons_exempted", { persons: [...persons], basis, reason })}
    >
      <RadioField label={t("breach.obligations.ground")} value={basis} onChange={setBasis} choices={terms} />
      <TextField label={t("breach.qualify.reason")} value={reason} onChange={setReason} multiline rows={3} />
    </ActDialog>
  );
}

export function PublicNoticeDialog({ onClose }: { onClose: () => void }) {
  const { t } = useTranslation();
  const { id } = useCase();
  const [basis, setBasis] = useState("");
  const [places, setPlaces] = useState("");
  const [from, setFrom] = useState<Instant | null>(() => nowInstant());
  const [until, setUntil] = useState<Instant | null>(null);
  const [piece, setPiece] = useState(noPiece);
  const filing = usePieceFiling(id);
  return (
    <ActDialog
      title={t("breach.people.notice")}
      lead={t("breach.people.noticeLead")}
      submit={t("common.save")}
      onClose={onClose}
      build={async () => {
        if (!from) return null;
        const filed = await filing.file(piece, t("breach.people.noticeProof"));
        return [
          ...(filed ? [filed.act] : []),
          act("public_notice_published", {
            basis,
            places: places.split("\n").map((line) => line.trim()).filter(Boolean),
            from,
            ...present({ until, piece: filed?.piece }),
          }),
        ];
      }}
    >
      <TextField label={t("breach.people.noticeBasis")} value={basis} onChange={setBasis} multiline rows={3} />
      <TextField
        label={t("breach.people.noticePlaces")}
        hint={t("breach.people.onePerLine")}
        value={places}
        onChange={setPlaces}
        multiline
        rows={2}
      />
      <InstantField label={t("breach.people.noticeFrom")} value={from} onChange={setFrom} />
      <InstantField label={t("breach.people.noticeUntil")} value={until} onChange={setUntil} optional />
      <PieceField label={t("breach.people.noticeProof")} value={piece} onChange={setPiece} />
      {filing.bar}
    </ActDialog>
  );
}

/** Who a reference of the logs is, and how to reach them. */
export function PartyDialog({
  party,
  known,
  onClose,
}: {
  party: string;
  known?: { name: string; address: string[]; email: string; minor: Tri } | null;
  onClose: () => void;
}) {
  const { t } = useTranslation();
  const [name, setName] = useState(known?.name ?? "");
  const [address, setAddress] = useState(known?.address.join("\n") ?? "");
  const [email, setEmail] = useState(known?.email ?? "");
  const [minor, setMinor] = useState<Tri>(known?.minor ?? "unknown");
  return (
    <ActDialog
      title={t("breach.people.describe")}
      lead={party}
      submit={t("common.save")}
      onClose={onClose}
      build={() =>
        act("party_described", {
          party,
          name,
          address: address.split("\n").map((line) => line.trim()).filter(Boolean),
          email,
          minor,
        })
      }
    >
      <TextField label={t("common.name")} value={name} onChange={setName} />
      <TextField label={t("breach.people.address")} value={address} onChange={setAddress} multiline rows={3} optional />
      <TextField label={t("common.email")} type="email" value={email} onChange={setEmail} optional />
      <TriField label={t("breach.people.minor")} value={minor} onChange={setMinor} />
    </ActDialog>
  );
}

/** An exposure that no log shows: a letter misdirected, a list sent. */
export function ExposureDialog({ onClose }: { onClose: () => void }) {
  const { t } = useTranslation();
  const categories = useTerms("vocabulary.data", ["civil_status", "contact", "financial", "health", "other"] as const);
  const [person, setPerson] = useState("");
  const [viewer, setViewer] = useState("");
  const [category, setCategory] = useState<(typeof categories)[number]["value"]>("civil_status");
  const [at, setAt] = useState<Instant | null>(null);
  const [basis, setBasis] = useState("");
  return (
    <ActDialog
      title={t("breach.traces.declare")}
      lead={t("breach.traces.declareLead")}
      submit={t("common.save")}
      onClose={onClose}
      build={() =>
        act("exposure_declared", { person, categories: [category], basis, ...present({ viewer, at }) })
      }
    >
      <TextField label={t("breach.traces.person")} value={person} onChange={setPerson} />
      <TextField label={t("breach.traces.viewer")} value={viewer} onChange={setViewer} optional />
      <SelectField label={t("breach.traces.category")} value={category} onChange={setCategory} choices={categories} />
      <InstantField label={t("breach.facts.trueWhen")} value={at} onChange={setAt} optional />
      <TextField label={t("breach.traces.basis")} value={basis} onChange={setBasis} multiline rows={2} />
    </ActDialog>
  );
}
