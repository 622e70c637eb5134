import { Link } from "@tanstack/react-router";
import { BellRing, Plus } from "lucide-react";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { act, newId, nowInstant, present } from "@/core/acts";
import type { Instant as InstantValue } from "@/core/api";
import { useLabel } from "@/i18n/refusal";
import { Button } from "@/ui/Button";
import { Empty } from "@/ui/Empty";
import { InstantField, SelectField, TextField } from "@/ui/Field";
import { Instant } from "@/ui/Instant";
import { Section } from "@/ui/Page";
import { Tag } from "@/ui/Tag";
import styles from "../Breach.module.css";
import { isOpen, useCase } from "../file";
import { ActDialog } from "../forms/ActForm";
import { useTerms } from "../forms/controls";

export function Reports() {
  const { t } = useTranslation();
  const label = useLabel();
  const { file } = useCase();
  const [adding, setAdding] = useState(false);
  return (
    <Section
      title={t("breach.sections.signalements")}
      lead={t("breach.reports.lead")}
      actions={
        isOpen(file) && (
          <Button icon={<Plus size={18} aria-hidden />} onPress={() => setAdding(true)}>
            {t("breach.reports.add")}
          </Button>
        )
      }
    >
      {file.reports.length === 0 ? (
        <Empty icon={BellRing} title={t("desk.emptyTitle")} level={3}>
          {t("breach.reports.empty")}
        </Empty>
      ) : (
        <ol className={styles.entries}>
          {file.reports.map(({ act: one, sequence }) => (
            <li key={sequence} className={styles.entry}>
              <div className={styles.entryHead}>
                <h3>
                  <Instant at={one.first_report_at} form="long" />
                </h3>
                <Tag>{label("breach.reportChannels", one.channel)}</Tag>
              </div>
              <p className={styles.text}>{one.summary}</p>
              {one.channel === "web_form" && (
                <p>
                  <Link to="/signalements/$report" params={{ report: one.report }}>
                    {t("breach.reports.open")}
                  </Link>
                </p>
              )}
            </li>
          ))}
        </ol>
      )}
      {adding && <OtherReport onClose={() => setAdding(false)} />}
    </Section>
  );
}

const otherChannels = ["telephone", "email", "letter", "ticket", "internal", "processor", "press", "authority", "other"] as const;

function OtherReport({ onClose }: { onClose: () => void }) {
  const { t } = useTranslation();
  const channels = useTerms("breach.reportChannels", otherChannels);
  const [channel, setChannel] = useState<(typeof otherChannels)[number]>("telephone");
  const [at, setAt] = useState<InstantValue | null>(() => nowInstant());
  const [summary, setSummary] = useState("");
  const [reporter, setReporter] = useState("");
  return (
    <ActDialog
      title={t("breach.reports.add")}
      submit={t("common.save")}
      onClose={onClose}
      build={() =>
        at
          ? act("report_linked", {
              report: newId(),
              first_report_at: at,
              channel,
              summary,
              ...present({ reporter }),
            })
          : null
      }
    >
      <SelectField label={t("breach.reports.channel")} value={channel} onChange={setChannel} choices={channels} />
      <InstantField label={t("breach.reports.receivedAt")} value={at} onChange={setAt} />
      <TextField
        label={t("breach.reports.summary")}
        hint={t("breach.reports.summaryHint")}
        value={summary}
        onChange={setSummary}
        multiline
        rows={4}
      />
      <TextField
        label={t("breach.reports.reporter")}
        hint={t("breach.reports.reporterHint")}
        value={reporter}
        onChange={setReporter}
        optional
      />
    </ActDialog>
  );
}
