import { Contact, FileCheck, FileDown, FileSignature, UserRoundPen } from "lucide-react";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import type { AttestationRow } from "@/core/dossier";
import { shortTerm, useLabel } from "@/i18n/refusal";
import { useAction } from "@/session/use";
import { Button } from "@/ui/Button";
import { Empty } from "@/ui/Empty";
import { CheckField } from "@/ui/Field";
import { Instant } from "@/ui/Instant";
import { ActsMenu } from "@/ui/Menu";
import { RefusalNotice } from "@/ui/Notice";
import { Section } from "@/ui/Page";
import { Table } from "@/ui/Table";
import { Tag, type TagTone } from "@/ui/Tag";
import styles from "../Breach.module.css";
import { useSavePdf, type Wanted } from "../documents";
import { isOpen, useCase } from "../file";
import { AnswerDialog, RequestDialog } from "../forms/Attestation";
import { DirectoryDialog } from "../forms/Directory";
import { PartyDialog } from "../forms/People";

type Open =
  | { kind: "request" | "remind"; viewers: string[] }
  | { kind: "answer"; rows: readonly AttestationRow[] }
  | { kind: "describe"; row: AttestationRow }
  | { kind: "directory" }
  | null;

const tones: Record<string, TagTone> = {
  none: "warn",
  pending: "info",
  answered: "ok",
  refused: "danger",
  silent: "danger",
};

function stateOf(row: AttestationRow): string {
  return row.state.state === "pending" && !row.requested ? "none" : row.state.state;
}

function nameOf(row: AttestationRow): string {
  return row.party?.name || row.viewer;
}

export function Attestations() {
  const { t } = useTranslation();
  const { file } = useCase();
  const [chosen, setChosen] = useState<ReadonlySet<string>>(new Set());
  const [open, setOpen] = useState<Open>(null);
  const done = () => {
    setChosen(new Set());
    setOpen(null);
  };
  const rows = file.attestations;
  const picked = rows.filter((row) => chosen.has(row.viewer));
  const toRequest = picked.filter((row) => stateOf(row) === "none").map((row) => row.viewer);
  const pending = picked.filter((row) => row.state.state === "pending");
  const toRemind = picked.filter((row) => stateOf(row) === "pending").map((row) => row.viewer);
  const savePdf = useSavePdf();
  const pdf = useAction({ run: (wanted: Wanted) => savePdf(wanted) });
  return (
    <Section title={t("breach.sections.attestations")} lead={t("breach.attestations.lead")}>
      {rows.length === 0 ? (
        <Empty icon={FileSignature} title={t("breach.attestations.none")} level={3}>
          {t("breach.attestations.empty")}
        </Empty>
      ) : (
        <>
          {isOpen(file) && (
            <div>
              <Button small icon={<Contact size={16} aria-hidden />} onPress={() => setOpen({ kind: "directory" })}>
                {t("breach.directory.title")}
              </Button>
            </div>
          )}
          <div className={styles.bar}>
            <CheckField
              label={t("breach.people.selectAll")}
              checked={rows.every((row) => chosen.has(row.viewer))}
              onChange={(all) => setChosen(new Set(all ? rows.map((row) => row.viewer) : []))}
            />
            {picked.length > 0 && (
              <>
                <span role="status">{t("breach.people.selected", { count: picked.length })}</span>
                <Button
                  small
                  icon={<FileDown size={16} aria-hidden />}
                  isPending={pdf.isPending}
                  onPress={() => pdf.mutate({ kind: "attestation_request", only: picked.map((row) => row.viewer) })}
                >
                  {t("breach.attestations.allPdf")}
                </Button>
                {isOpen(file) && toRequest.length > 0 && (
                  <Button small tone="primary" onPress={() => setOpen({ kind: "request", viewers: toRequest })}>
                    {t("breach.attestations.request")} ({toRequest.length})
                  </Button>
                )}
                {isOpen(file) && toRemind.length > 0 && (
                  <Button small onPress={() => setOpen({ kind: "remind", viewers: toRemind })}>
                    {t("breach.attestations.remind")} ({toRemind.length})
                  </Button>
                )}
                {isOpen(file) && pending.length > 1 && (
                  <Button small onPress={() => setOpen({ kind: "answer", rows: pending })}>
                    {t("breach.attestations.recordAll")} ({pending.length})
                  </Button>
                )}
              </>
            )}
          </div>
          <RefusalNotice error={pdf.error} />
          <ViewersTable
            rows={rows}
            chosen={chosen}
            onChoose={(viewer, checked) => {
              const next = new Set(chosen);
              if (checked) next.add(viewer);
              else next.delete(viewer);
              setChosen(next);
            }}
            onOpen={setOpen}
            onPdf={(wanted) => pdf.mutate(wanted)}
          />
        </>
      )}
      {open?.kind === "request" && <RequestDialog viewers={open.viewers} reminder={false} onClose={done} />}
      {open?.kind === "remind" && <RequestDialog viewers={open.viewers} reminder onClose={done} />}
      {open?.kind === "answer" && (
        <AnswerDialog from={open.rows.map((row) => ({ viewer: row.viewer, name: nameOf(row) }))} onClose={done} />
      )}
      {open?.kind === "directory" && (
        <DirectoryDialog
          known={rows.map((row) => ({ reference: row.viewer, party: row.party }))}
          onClose={done}
        />
      )}
      {open?.kind === "describe" && <PartyDialog party={open.row.viewer} known={open.row.party} onClose={done} />}
    </Section>
  );
}

interface ViewersTableProps {
  rows: readonly AttestationRow[];
  chosen: ReadonlySet<string>;
  onChoose: (viewer: string, checked: boolean) => void;
  onOpen: (open: Open) => void;
  onPdf: (wanted: Wanted) => void;
}

function ViewersTable({ rows, chosen, onChoose, onOpen, onPdf }: ViewersTableProps) {
  const { t } = useTranslation();
  const label = useLabel();
  const { file } = useCase();
  return (
    <Table
      caption={t("breach.attestations.caption")}
      pageSize={25}
      rows={rows}
      rowKey={(row) => row.viewer}
      columns={[
        {
          key: "viewer",
          header: t("breach.attestations.viewer"),
          head: true,
          cell: (row) => (
            <CheckField
              label={
                <>
                  {nameOf(row)} {row.reporter && <Tag tone="info">{t("breach.attestations.reporter")}</Tag>}
                  <span className={styles.sub}>
                    {t("breach.attestations.saw", { count: row.persons_seen })} :{" "}
                    {row.categories.map((one) => shortTerm(label("vocabulary.data", one))).join(", ")}
                  </span>
                </>
              }
              checked={chosen.has(row.viewer)}
              onChange={(checked) => onChoose(row.viewer, checked)}
            />
          ),
        },
        {
          key: "state",
          header: t("breach.attestations.state"),
          cell: (row) => (
            <>
              <Tag tone={tones[stateOf(row)] ?? "neutral"}>{label("breach.attestations.states", stateOf(row))}</Tag>
              {row.nothing_left !== null && (
                <span className={styles.sub}>
                  {t(row.nothing_left ? "breach.attestations.nothingLeft" : "breach.attestations.somethingLeft")}
                </span>
              )}
              {row.reminders.length > 0 && (
                <span className={styles.sub}>{t("breach.attestations.reminders", { count: row.reminders.length })}</span>
              )}
            </>
          ),
        },
        {
          key: "due",
          header: t("breach.attestations.due"),
          cell: (row) =>
            row.due && row.state.state === "pending" ? (
              <>
                <Instant at={row.due.utc} /> {row.overdue && <Tag tone="danger">{t("breach.attestations.overdue")}</Tag>}
              </>
            ) : (
              "–"
            ),
        },
        {
          key: "actions",
          header: t("common.actions"),
          actions: true,
          cell: (row) => (
            <div className={styles.cellActions}>
              {isOpen(file) && row.state.state === "pending" && (
                <Button
                  small
                  aria-label={t("breach.attestations.recordWhat", { name: nameOf(row) })}
                  onPress={() => onOpen({ kind: "answer", rows: [row] })}
                >
                  {t("breach.attestations.record")}
                </Button>
              )}
              <ActsMenu
                name={t("workspace.docMore", { name: nameOf(row) })}
                acts={[
                  {
                    key: "pdf",
                    label: t("breach.attestations.pdfOf", { name: nameOf(row) }),
                    icon: FileDown,
                    run: () => onPdf({ kind: "attestation_request", subject: row.viewer }),
                  },
                  ...(row.state.state === "answered"
                    ? [
                        {
                          key: "attestation",
                          label: t("breach.attestations.attestationOf", { name: nameOf(row) }),
                          icon: FileCheck,
                          run: () => onPdf({ kind: "attestation", subject: row.viewer }),
                        },
                      ]
                    : []),
                  ...(isOpen(file)
                    ? [
                        {
                          key: "describe",
                          label: t("breach.people.describeWhat", { name: nameOf(row) }),
                          icon: UserRoundPen,
                          run: () => onOpen({ kind: "describe", row }),
                        },
                      ]
                    : []),
                ]}
              />
            </div>
          ),
        },
      ]}
    />
  );
}
