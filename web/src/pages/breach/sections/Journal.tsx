import { Printer } from "lucide-react";
import { useTranslation } from "react-i18next";
import type { Id, Instant as InstantValue } from "@/core/api";
import { useLabel } from "@/i18n/refusal";
import { Button } from "@/ui/Button";
import { Instant } from "@/ui/Instant";
import { RefusalNotice } from "@/ui/Notice";
import { Section } from "@/ui/Page";
import { Loading } from "@/ui/Progress";
import { Table } from "@/ui/Table";
import { useDocument } from "../documents";
import { useNames } from "../file";

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
  const names = useNames();
  const index = useDocument<{ journal: JournalLine[] }>("archive_index", null);
  const lines = (index.data?.journal ?? []).toReversed();
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
          rowKey={(line) => `${line.sequence}${line.act}${line.commit}`}
          columns={[
            { key: "at", header: t("common.when"), head: true, cell: (line) => <Instant at={line.at} /> },
            { key: "who", header: t("breach.journal.who"), cell: (line) => names(line.by) },
            { key: "what", header: t("breach.journal.what"), cell: (line) => label("breach.acts", line.act) },
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
