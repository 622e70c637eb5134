import { useQueryClient } from "@tanstack/react-query";
import { FileSearch } from "lucide-react";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import type { ScanResult } from "@/core/api";
import { core } from "@/core/client";
import { number } from "@/format/quantity";
import { useLabel } from "@/i18n/refusal";
import { useLocale } from "@/session/place";
import { keys, useAction } from "@/session/use";
import { Button } from "@/ui/Button";
import { Empty } from "@/ui/Empty";
import { Figures } from "@/ui/Figures";
import { Instant } from "@/ui/Instant";
import { useAnnounce } from "@/ui/Live";
import { Notice, RefusalNotice } from "@/ui/Notice";
import { Row, Section } from "@/ui/Page";
import { Progress } from "@/ui/Progress";
import { Table } from "@/ui/Table";
import { Tag } from "@/ui/Tag";
import styles from "../Breach.module.css";
import { HourChart } from "../charts/HourChart";
import { isOpen, useCase } from "../file";
import { ExposureDialog } from "../forms/People";
import { ExposureTable, Results } from "../traces/Results";
import { asTraceReport } from "../traces/report";
import { ScanForm } from "../traces/ScanForm";
import traces from "../traces/Traces.module.css";

export function Traces() {
  const { t } = useTranslation();
  const { file } = useCase();
  const [scanning, setScanning] = useState(false);
  const [result, setResult] = useState<ScanResult | null>(null);
  const [declaring, setDeclaring] = useState(false);
  const imported = file.exposure.imports.length > 0 || file.exposure.persons > 0;
  const start = (
    <Button tone="primary" icon={<FileSearch size={18} aria-hidden />} onPress={() => setScanning(true)}>
      {t(imported ? "breach.traces.again" : "breach.traces.start")}
    </Button>
  );
  const declare = <Button onPress={() => setDeclaring(true)}>{t("breach.traces.declare")}</Button>;
  return (
    <>
      <Section
        title={t("breach.sections.traces")}
        lead={t("breach.traces.lead")}
        actions={
          isOpen(file) &&
          !scanning &&
          !result &&
          imported && (
            <>
              {declare}
              {start}
            </>
          )
        }
      >
        {!imported && !scanning && !result && (
          <Empty
            icon={FileSearch}
            title={t("breach.traces.noneTitle")}
            level={3}
            actions={
              isOpen(file) && (
                <>
                  {start}
                  {declare}
                </>
              )
            }
          >
            {t("breach.traces.none")}
          </Empty>
        )}
        {scanning && !result && <ScanForm onResult={setResult} />}
        {result && (
          <Found
            result={result}
            onDone={() => {
              setResult(null);
              setScanning(false);
            }}
          />
        )}
      </Section>
      {imported && !result && !scanning && <Imported />}
      {declaring && <ExposureDialog onClose={() => setDeclaring(false)} />}
    </>
  );
}

/** What the scan found, before it is written into the file. */
function Found({ result, onDone }: { result: ScanResult; onDone: () => void }) {
  const { t } = useTranslation();
  const { id } = useCase();
  const client = useQueryClient();
  const announce = useAnnounce();
  const [progress, setProgress] = useState({ done: 0, total: 0 });
  const importing = useAction({
    run: () => core.importScan({ dossier: id, handle: result.handle }, setProgress),
    refresh: [keys.register],
    done: (view) => {
      client.setQueryData(keys.dossier(id), view);
      announce(t("breach.traces.imported"));
      onDone();
    },
  });
  return (
    <Section title={t("breach.traces.resultTitle")} lead={t("breach.traces.resultLead")} level={3}>
      <Row>
        <Button tone="primary" isPending={importing.isPending} onPress={() => importing.mutate()}>
          {t("breach.traces.import")}
        </Button>
        <Button onPress={onDone} isDisabled={importing.isPending}>
          {t("breach.traces.drop")}
        </Button>
      </Row>
      {importing.isPending && <Progress label={t("breach.traces.importing")} {...progress} />}
      <RefusalNotice error={importing.error} />
      <Results report={asTraceReport(result.report)} />
    </Section>
  );
}

/** What the file holds. */
function Imported() {
  const { t } = useTranslation();
  const label = useLabel();
  const locale = useLocale();
  const { file } = useCase();
  const { exposure } = file;
  return (
    <>
      <Figures
        items={[
          [t("breach.traces.persons"), number(exposure.persons, locale)],
          [t("breach.traces.viewers"), number(exposure.viewers, locale)],
          [t("breach.traces.accesses"), number(exposure.accesses, locale)],
          [t("breach.traces.minors"), number(exposure.minors, locale)],
        ]}
      />
      {exposure.period && (
        <p>
          {t("breach.traces.from")} <Instant at={exposure.period[0].utc} form="long" /> {t("breach.traces.to")}{" "}
          <Instant at={exposure.period[1].utc} form="long" />.
        </p>
      )}
      <HourChart
        hours={exposure.by_hour.map((one) => ({ hour: one.hour.utc, accesses: one.rows }))}
        caption={t("breach.traces.chart")}
      />
      <Section title={t("breach.traces.byCategory")} level={3}>
        <Table
          caption={t("breach.traces.byCategory")}
          rows={exposure.by_category}
          rowKey={(row) => row.category}
          columns={[
            {
              key: "category",
              header: t("breach.traces.category"),
              head: true,
              cell: (row) => label("vocabulary.data", row.category),
            },
            {
              key: "persons",
              header: t("breach.traces.persons"),
              number: true,
              cell: (row) => number(row.persons, locale),
            },
            {
              key: "viewers",
              header: t("breach.traces.viewers"),
              number: true,
              cell: (row) => number(row.viewers, locale),
            },
            {
              key: "accesses",
              header: t("breach.traces.accesses"),
              number: true,
              cell: (row) => number(row.accesses, locale),
            },
          ]}
        />
      </Section>
      <ExposureTable
        lines={exposure.rows.map((row) => ({ ...row, first: row.first_at, last: row.last_at }))}
        total={exposure.rows_total}
      />
      <Section title={t("breach.traces.imports")} level={3}>
        <ul className={styles.entries}>
          {exposure.imports.map((one) => (
            <li key={one.import} className={styles.entry}>
              <div className={styles.entryHead}>
                <div>
                  <h4>{one.inputs.map((input) => input.name).join(", ")}</h4>
                  <span className={styles.sub}>
                    <Instant at={one.at} /> · {one.tool} ·{" "}
                    {t("breach.traces.importedRows", { count: one.received })}
                  </span>
                </div>
                {one.superseded_by && <Tag>{t("breach.traces.replaced")}</Tag>}
              </div>
              {one.note && <p>{one.note}</p>}
              <details>
                <summary>{t("breach.traces.read")}</summary>
                <Table
                  caption={t("breach.traces.read")}
                  rows={one.inputs}
                  rowKey={(input) => `${input.role}${input.name}${input.digest}`}
                  columns={[
                    { key: "file", header: t("breach.traces.file"), head: true, cell: (input) => input.name },
                    {
                      key: "role",
                      header: t("breach.traces.inputRole"),
                      cell: (input) => label("breach.traces.inputRoles", input.role),
                    },
                    {
                      key: "lines",
                      header: t("breach.traces.lines"),
                      number: true,
                      cell: (input) => number(input.lines, locale),
                    },
                    {
                      key: "digest",
                      header: t("breach.traces.digest"),
                      cell: (input) => <code className={traces.digest}>{input.digest}</code>,
                    },
                  ]}
                />
              </details>
              {!one.complete && (
                <Notice tone="warn">
                  <p>
                    {label("breach.blockers", "import-incomplete", {
                      received: one.received,
                      announced: one.announced,
                    })}
                  </p>
                </Notice>
              )}
            </li>
          ))}
        </ul>
      </Section>
    </>
  );
}
