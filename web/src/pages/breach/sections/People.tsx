import { Contact, FileDown, FileText, MailX, UserRoundPen, UsersRound } from "lucide-react";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import type { PersonRow } from "@/core/dossier";
import { number } from "@/format/quantity";
import { shortTerm, useLabel } from "@/i18n/refusal";
import { useLocale } from "@/session/place";
import { useAction } from "@/session/use";
import { Button } from "@/ui/Button";
import { Empty } from "@/ui/Empty";
import { CheckField, TextField } from "@/ui/Field";
import { Figures } from "@/ui/Figures";
import { Instant } from "@/ui/Instant";
import { type Act, ActsMenu } from "@/ui/Menu";
import { Notice, RefusalNotice } from "@/ui/Notice";
import { Section } from "@/ui/Page";
import { Table } from "@/ui/Table";
import { Tag, type TagTone } from "@/ui/Tag";
import styles from "../Breach.module.css";
import { Clock } from "../charts/Clock";
import { useSavePdf } from "../documents";
import { isOpen, useCase } from "../file";
import { DirectoryDialog } from "../forms/Directory";
import { ExemptDialog, LetterReturnedDialog, LettersSentDialog, PartyDialog, PublicNoticeDialog } from "../forms/People";
import { LetterDialog } from "./Letter";

const tones: Record<PersonRow["state"], TagTone> = {
  to_inform: "warn",
  prepared: "info",
  sent: "ok",
  returned: "danger",
  exempt: "neutral",
};

type Open =
  | { kind: "sent" | "exempt"; persons: string[] }
  | { kind: "letter" | "describe" | "returned"; row: PersonRow }
  | { kind: "notice" | "directory" }
  | null;

export function nameOf(row: PersonRow): string {
  return row.party?.name || row.person;
}

export function People() {
  const { t } = useTranslation();
  const { file } = useCase();
  const [chosen, setChosen] = useState<ReadonlySet<string>>(new Set());
  const [filter, setFilter] = useState("");
  const [open, setOpen] = useState<Open>(null);
  const close = () => setOpen(null);
  const done = () => {
    setChosen(new Set());
    close();
  };
  const wanted = filter.trim().toLocaleLowerCase("fr");
  const rows = file.persons.filter((row) => `${row.person} ${nameOf(row)}`.toLocaleLowerCase("fr").includes(wanted));
  const picked = [...chosen];
  const savePdf = useSavePdf();
  const pdf = useAction({
    run: (persons: readonly string[]) =>
      savePdf(
        persons.length === 1
          ? { kind: "person_letter", subject: persons[0] ?? null }
          : { kind: "person_letter", only: persons },
      ),
  });
  const editable = isOpen(file);
  return (
    <Section
      title={t("breach.sections.personnes")}
      lead={t("breach.people.lead")}
      actions={editable && <Button onPress={() => setOpen({ kind: "notice" })}>{t("breach.people.notice")}</Button>}
    >
      {file.public_notice && (
        <Notice tone="info" title={t("breach.people.notice")}>
          <p>
            {file.public_notice.act.places.join(", ")} – <Instant at={file.public_notice.act.from} form="long" />
          </p>
        </Notice>
      )}
      {file.persons.length === 0 ? (
        <Empty icon={UsersRound} title={t("breach.people.none")} level={3}>
          {t("breach.people.empty")}
        </Empty>
      ) : (
        <>
          <Summary />
          <p className={styles.quiet}>{t("breach.people.advice")}</p>
          {editable && (
            <div>
              <Button small icon={<Contact size={16} aria-hidden />} onPress={() => setOpen({ kind: "directory" })}>
                {t("breach.directory.title")}
              </Button>
            </div>
          )}
          {file.persons.length > 12 && (
            <TextField label={t("breach.people.filter")} value={filter} onChange={setFilter} optional narrow />
          )}
          <div className={styles.bar}>
            <CheckField
              label={t("breach.people.selectAll")}
              checked={picked.length > 0 && rows.every((row) => chosen.has(row.person))}
              onChange={(all) => setChosen(new Set(all ? rows.map((row) => row.person) : []))}
            />
            {picked.length > 0 && (
              <>
                <span role="status">{t("breach.people.selected", { count: picked.length })}</span>
                <Button
                  small
                  icon={<FileDown size={16} aria-hidden />}
                  isPending={pdf.isPending}
                  onPress={() => pdf.mutate(picked)}
                >
                  {t("breach.people.allPdf")}
                </Button>
                {editable && (
                  <>
                    <Button small tone="primary" onPress={() => setOpen({ kind: "sent", persons: picked })}>
                      {t("breach.people.sent")}
                    </Button>
                    <Button small onPress={() => setOpen({ kind: "exempt", persons: picked })}>
                      {t("breach.people.exempt")}
                    </Button>
                  </>
                )}
              </>
            )}
          </div>
          <RefusalNotice error={pdf.error} />
          <PeopleTable
            rows={rows}
            chosen={chosen}
            onChoose={(person, checked) => {
              const next = new Set(chosen);
              if (checked) next.add(person);
              else next.delete(person);
              setChosen(next);
            }}
            onOpen={setOpen}
          />
        </>
      )}
      {open?.kind === "notice" && <PublicNoticeDialog onClose={close} />}
      {open?.kind === "directory" && (
        <DirectoryDialog
          known={file.persons.map((row) => ({ reference: row.person, party: row.party }))}
          onClose={close}
        />
      )}
      {open?.kind === "sent" && <LettersSentDialog persons={open.persons} onClose={done} />}
      {open?.kind === "exempt" && <ExemptDialog persons={open.persons} onClose={done} />}
      {open?.kind === "describe" && <PartyDialog party={open.row.person} known={open.row.party} onClose={close} />}
      {open?.kind === "returned" && <LetterReturnedDialog person={open.row.person} onClose={close} />}
      {open?.kind === "letter" && (
        <LetterDialog person={open.row.person} name={nameOf(open.row)} onClose={close} />
      )}
    </Section>
  );
}

/** How many are told, how many are not, and by when. */
function Summary() {
  const { t } = useTranslation();
  const locale = useLocale();
  const { file } = useCase();
  const count = (...states: PersonRow["state"][]) =>
    number(file.persons.filter((row) => states.includes(row.state)).length, locale);
  const duty = file.obligations.find(
    (one) => one.document === "person_letter" && one.due && ["due", "prepared", "validated", "sent"].includes(one.status),
  );
  return (
    <>
      <Figures
        items={[
          [t("breach.people.exposed"), number(file.persons.length, locale)],
          [t("breach.people.informed"), count("sent")],
          [t("breach.people.left"), count("to_inform", "prepared", "returned")],
          [t("breach.people.exempted"), count("exempt")],
        ]}
      />
      {duty?.due && (
        <Clock what={t("breach.people.due")} started={duty.started_at} due={duty.due.target} compact />
      )}
    </>
  );
}

interface PeopleTableProps {
  rows: readonly PersonRow[];
  chosen: ReadonlySet<string>;
  onChoose: (person: string, checked: boolean) => void;
  onOpen: (open: Open) => void;
}

function PeopleTable({ rows, chosen, onChoose, onOpen }: PeopleTableProps) {
  const { t } = useTranslation();
  const label = useLabel();
  const { file } = useCase();
  const acts = (row: PersonRow): Act[] => [
    {
      key: "letter",
      label: t("breach.people.letterOf", { name: nameOf(row) }),
      icon: FileText,
      run: () => onOpen({ kind: "letter", row }),
    },
    ...(isOpen(file)
      ? [
          {
            key: "describe",
            label: t("breach.people.describeWhat", { name: nameOf(row) }),
            icon: UserRoundPen,
            run: () => onOpen({ kind: "describe", row }),
          },
          ...(row.state === "sent"
            ? [
                {
                  key: "returned",
                  label: t("breach.people.returnedWhat", { name: nameOf(row) }),
                  icon: MailX,
                  run: () => onOpen({ kind: "returned", row }),
                },
              ]
            : []),
        ]
      : []),
  ];
  return (
    <Table
      caption={t("breach.people.caption")}
      pageSize={25}
      rows={rows}
      rowKey={(row) => row.person}
      columns={[
        {
          key: "person",
          header: t("common.person"),
          head: true,
          cell: (row) => (
            <CheckField
              label={
                <>
                  <span className="visually-hidden">{t("breach.people.select", { name: "" })}</span>
                  {nameOf(row)} {row.minor === "true" && <Tag tone="warn">{t("breach.people.minorShort")}</Tag>}
                  <span className={styles.sub}>
                    {row.party?.address.length
                      ? row.party.address.join(", ")
                      : row.party?.email || t("breach.people.noAddress")}
                  </span>
                </>
              }
              checked={chosen.has(row.person)}
              onChange={(checked) => onChoose(row.person, checked)}
            />
          ),
        },
        {
          key: "categories",
          header: t("breach.people.seen"),
          cell: (row) => (
            <>
              {row.categories.map((one) => shortTerm(label("vocabulary.data", one))).join(", ")}
              <span className={styles.sub}>{t("breach.people.seenBy", { count: row.viewers })}</span>
            </>
          ),
        },
        {
          key: "state",
          header: t("breach.people.state"),
          cell: (row) => (
            <>
              <Tag tone={tones[row.state]}>{label("breach.people.states", row.state)}</Tag>
              {row.state === "sent" && (
                <span className={styles.sub}>
                  {label("breach.channels", row.channel)}, <Instant at={row.sent_at} />
                </span>
              )}
              {(row.state === "returned" || row.state === "exempt") && (
                <span className={styles.sub}>{row.reason}</span>
              )}
            </>
          ),
        },
        {
          key: "actions",
          header: t("common.actions"),
          actions: "corner",
          cell: (row) => <ActsMenu name={t("workspace.docMore", { name: nameOf(row) })} acts={acts(row)} />,
        },
      ]}
    />
  );
}
