import { useMemo, useState } from "react";
import { useTranslation } from "react-i18next";
import { until } from "@/format/instant";
import { number, size } from "@/format/quantity";
import { shortTerm, useLabel } from "@/i18n/refusal";
import { useLocale, useZone } from "@/session/place";
import { TextField } from "@/ui/Field";
import { Figures } from "@/ui/Figures";
import { Instant } from "@/ui/Instant";
import { Notice } from "@/ui/Notice";
import { Section } from "@/ui/Page";
import { Table } from "@/ui/Table";
import { HourChart } from "../charts/HourChart";
import styles from "./Traces.module.css";
import type { ExposureLine, TraceReport } from "./report";

/** What the logs say: figures, hours, categories, then every exposure. */
export function Results({ report }: { report: TraceReport }) {
  const { t } = useTranslation();
  const label = useLabel();
  const locale = useLocale();
  const { totals } = report;
  return (
    <>
      <Figures
        items={[
          [t("breach.traces.persons"), number(totals.persons, locale)],
          [t("breach.traces.viewers"), number(totals.viewers, locale)],
          [t("breach.traces.resources"), number(totals.resources, locale)],
          [t("breach.traces.exposing"), number(report.outcomes["exposing"] ?? totals.exposures, locale)],
          [t("breach.traces.lines"), number(totals.lines, locale)],
        ]}
      />
      {report.warnings.map((warning) => (
        <Notice key={JSON.stringify(warning)} tone="warn">
          <p>{label("breach.traceWarnings", warning.code, warning)}</p>
        </Notice>
      ))}
      <HourChart hours={report.by_hour} caption={t("breach.traces.chart")} />
      <Section title={t("breach.traces.byCategory")} level={3}>
        <Table
          caption={t("breach.traces.byCategory")}
          rows={report.by_category}
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
              key: "resources",
              header: t("breach.traces.resources"),
              number: true,
              cell: (row) => number(row.resources, locale),
            },
          ]}
        />
      </Section>
      <ExposureTable lines={report.exposures} total={totals.exposures} />
      <details className={styles.details}>
        <summary>{t("breach.traces.read")}</summary>
        <Table
          caption={t("breach.traces.read")}
          rows={report.inputs}
          rowKey={(input) => input.file}
          columns={[
            { key: "file", header: t("breach.traces.file"), head: true, cell: (input) => input.file },
            {
              key: "lines",
              header: t("breach.traces.lines"),
              number: true,
              cell: (input) => number(input.lines, locale),
            },
            { key: "size", header: t("workspace.docSize"), number: true, cell: (input) => size(input.bytes, locale) },
            {
              key: "digest",
              header: t("breach.traces.digest"),
              cell: (input) => (input.sha256 ? <code className={styles.digest}>{input.sha256}</code> : "–"),
            },
          ]}
        />
      </details>
      {totals.not_understood > 0 && (
        <details className={styles.details}>
          <summary>{t("breach.traces.notUnderstood", { count: totals.not_understood })}</summary>
          <Table
            caption={t("breach.traces.notUnderstood", { count: totals.not_understood })}
            rows={report.examples_not_understood}
            rowKey={(example) => `${example.file}${example.line}`}
            columns={[
              {
                key: "where",
                header: t("breach.traces.line"),
                head: true,
                cell: (example) => `${example.file} : ${number(example.line, locale)}`,
              },
              {
                key: "reason",
                header: t("breach.traces.reason"),
                cell: (example) => label("breach.lineReasons", example.reason),
              },
              {
                key: "text",
                header: t("breach.traces.text"),
                cell: (example) => <code className={styles.digest}>{example.text}</code>,
              },
            ]}
          />
        </details>
      )}
    </>
  );
}

/** Every exposure, filtered as one types. */
export function ExposureTable({ lines, total }: { lines: readonly ExposureLine[]; total: number }) {
  const { t } = useTranslation();
  const label = useLabel();
  const zone = useZone();
  const locale = useLocale();
  const [search, setSearch] = useState("");
  const wanted = search.trim().toLocaleLowerCase("fr");
  const found = useMemo(
    () =>
      wanted === ""
        ? lines
        : lines.filter((line) =>
            [line.person, line.viewer, line.resource, line.category].some((text) =>
              text.toLocaleLowerCase("fr").includes(wanted),
            ),
          ),
    [lines, wanted],
  );
  return (
    <Section title={t("breach.traces.table")} level={3}>
      <div className={styles.filter}>
        <TextField label={t("breach.traces.search")} value={search} onChange={setSearch} optional narrow />
        <p role="status">
          {t("breach.traces.found", { count: found.length, shown: number(found.length, locale) })}
          {lines.length < total && ` ${t("breach.traces.cut", { total: number(total, locale) })}`}
        </p>
      </div>
      <Table
        caption={t("breach.traces.table")}
        rows={found}
        pageSize={25}
        rowKey={(line) => `${line.person}|${line.viewer}|${line.resource}|${line.category}`}
        columns={[
          { key: "person", header: t("breach.traces.person"), head: true, cell: (line) => line.person },
          { key: "viewer", header: t("breach.traces.viewer"), cell: (line) => line.viewer },
          { key: "resource", header: t("breach.traces.resource"), cell: (line) => line.resource },
          {
            key: "category",
            header: t("breach.traces.category"),
            cell: (line) => shortTerm(label("vocabulary.data", line.category)),
          },
          {
            key: "when",
            header: t("breach.traces.when"),
            cell: (line) => (
              <>
                <Instant at={line.first} />
                <span className={styles.sub}>
                  {line.count > 1
                    ? t("breach.traces.timesUntil", {
                        count: line.count,
                        end: until(line.first, line.last, zone, locale),
                      })
                    : t("breach.traces.once")}
                </span>
              </>
            ),
          },
        ]}
      />
    </Section>
  );
}
