import { Printer } from "lucide-react";
import { useTranslation } from "react-i18next";
import type { Id, Instant as InstantValue } from "@/core/api";
import type { BreachFile } from "@/core/dossier";
import { useLabel } from "@/i18n/refusal";
import { Button } from "@/ui/Button";
import { Instant } from "@/ui/Instant";
import { RefusalNotice } from "@/ui/Notice";
import { Section } from "@/ui/Page";
import { Loading } from "@/ui/Progress";
import { Table } from "@/ui/Table";
import styles from "../Breach.module.css";
import { useDocument } from "../documents";
import { useCase, useNames } from "../file";

interface JournalLine {
  sequence: number;
  by: Id;
  at: InstantValue;
  act: string;
  commit: string;
}

/** Every act, in the order of the log, with the digest of the commit that carries it. */
export function Journal() {
  const { t } = useTranslation();
  const label = useLabel();
  const { file } = useCase();
  const names = useNames();
  const index = useDocument<{ journal: JournalLine[] }>("archive_index", null);
  const about = useSubjects(file);
  const lines = together(index.data?.journal ?? []).toReversed();
  return (
    <Section
      title={t("breach.sections.journal")}
      lead={t("breach.journal.lead")}
      actions={
        <Button icon={<Printer size={18} aria-hidden />} onPress={() => window.print()}>
          {t("breach.journal.print")}
        </Button>
      }
    >
      {index.isPending && <Loading />}
      <RefusalNotice error={index.error} />
      {lines.length > 0 && (
        <Table
          caption={t("breach.journal.caption")}
          pageSize={100}
          rows={lines}
          rowKey={(line) => `${line.sequence} ${line.act}`}
          columns={[
            { key: "at", header: t("common.when"), head: true, cell: (line) => <Instant at={line.at} /> },
            { key: "who", header: t("breach.journal.who"), cell: (line) => names(line.by) },
            {
              key: "what",
              header: t("breach.journal.what"),
              cell: (line) => (
                <>
                  {label("breach.acts", line.act)}
                  {line.times > 1 && ` ${t("breach.journal.times", { count: line.times })}`}
                  {about(line) && <span className={styles.sub}>{about(line)}</span>}
                </>
              ),
            },
            {
              key: "proof",
              header: t("breach.journal.proof"),
              cell: (line) => <code title={line.commit}>{line.commit.slice(0, 12)}…</code>,
            },
          ]}
        />
      )}
    </Section>
  );
}

/** The same act many times in one commit (a request to each of those who saw) is one line, with how many times. */
function together(lines: readonly JournalLine[]): (JournalLine & { times: number })[] {
  const groups = new Map<string, JournalLine & { times: number }>();
  for (const line of lines) {
    const key = `${line.sequence} ${line.act}`;
    groups.set(key, { ...line, times: (groups.get(key)?.times ?? 0) + 1 });
  }
  return [...groups.values()];
}

/** What an act is about, in the words of its author: found by the commit that carries it. */
function useSubjects(file: BreachFile): (line: JournalLine) => string {
  const label = useLabel();
  const subjects = new Map<string, string[]>();
  const add = (act: string, sequence: number, text: string) => {
    const key = `${act}@${sequence}`;
    subjects.set(key, [...(subjects.get(key) ?? []), text]);
  };
  for (const one of [...file.facts, ...file.facts_replaced]) {
    add("fact_recorded", one.sequence, label("breach.factKinds", one.act.value.kind));
  }
  for (const one of Object.values(file.measures)) add("measure_recorded", one.sequence, one.act.description);
  for (const one of Object.values(file.pieces)) add("piece_filed", one.sequence, one.act.label);
  for (const one of Object.values(file.datasets)) add("dataset_recorded", one.sequence, one.act.label);
  for (const one of file.decisions) add("decision_recorded", one.sequence, one.act.question);
  for (const one of file.restorations) add("service_restored", one.sequence, one.act.service);
  for (const one of file.reports) add("report_linked", one.sequence, one.act.summary);
  return ({ act, sequence }) => (subjects.get(`${act}@${sequence}`) ?? []).join(", ");
}
