import { useState } from "react";
import { useTranslation } from "react-i18next";
import type { ScanResult } from "@/core/api";
import { core } from "@/core/client";
import { number } from "@/format/quantity";
import { useLocale, useZone } from "@/session/place";
import { useAction } from "@/session/use";
import { Button } from "@/ui/Button";
import { Drop, FileList } from "@/ui/Drop";
import { FieldRow, SelectField, TextField } from "@/ui/Field";
import { Notice, RefusalNotice } from "@/ui/Notice";
import { LocalForm, Section } from "@/ui/Page";
import { Progress } from "@/ui/Progress";
import { type Format, headOf, type MappingDraft, pathPattern, propose, recognise, type Sample, toToml } from "./mapping";
import styles from "./Traces.module.css";

/** Logs, the table of who may see what, and how to read them. Nothing leaves the device. */
export function ScanForm({ onResult }: { onResult: (result: ScanResult) => void }) {
  const { t } = useTranslation();
  const locale = useLocale();
  const zone = useZone();
  const [logs, setLogs] = useState<File[]>([]);
  const [entitlements, setEntitlements] = useState<File | null>(null);
  const [sessions, setSessions] = useState<File | null>(null);
  const [sample, setSample] = useState<Sample | null>(null);
  const [draft, setDraft] = useState<MappingDraft | null>(null);
  const [byHand, setByHand] = useState<string | null>(null);
  const [progress, setProgress] = useState({ done: 0, total: 0, lines: 0 });
  const mapping = byHand ?? (draft ? toToml(draft) : "");
  const scan = useAction({
    run: (table: File) => core.scan({ logs, entitlements: table, sessions, mapping }, setProgress),
    done: onResult,
  });

  const addLogs = (files: File[]) => {
    setLogs((present) => [...present, ...files]);
    if (!sample) void learn(files);
  };
  /** The first file that can be read says how the lines are made. */
  const learn = async (files: readonly File[]) => {
    const heads = await Promise.all(files.map(headOf));
    const recognised = heads.map(recognise).find((one) => one !== null) ?? null;
    if (recognised) setSample(recognised);
    if (recognised || !draft) {
      setDraft(propose(recognised ?? { format: "combined", fields: [], firstLine: "", delimiter: "," }, zone));
    }
  };

  return (
    <LocalForm onSubmit={() => entitlements && scan.mutate(entitlements)}>
      <Section title={t("breach.traces.logs")} lead={t("breach.traces.logsLead")} level={3}>
        <Drop label={t("breach.traces.logsDrop")} button={t("breach.traces.logsButton")} onFiles={addLogs} />
        <FileList
          files={logs}
          name={t("breach.traces.logs")}
          onRemove={(gone) => setLogs((present) => present.filter((file) => file !== gone))}
        />
      </Section>
      <Section title={t("breach.traces.entitlements")} lead={t("breach.traces.entitlementsLead")} level={3}>
        {entitlements ? (
          <FileList
            files={[entitlements]}
            name={t("breach.traces.entitlements")}
            onRemove={() => setEntitlements(null)}
          />
        ) : (
          <Drop
            label={t("breach.traces.entitlementsDrop")}
            button={t("breach.traces.entitlementsButton")}
            multiple={false}
            onFiles={([file]) => file && setEntitlements(file)}
          />
        )}
        {sessions ? (
          <FileList files={[sessions]} name={t("breach.traces.sessions")} onRemove={() => setSessions(null)} />
        ) : (
          <Drop
            label={t("breach.traces.sessionsDrop")}
            button={t("breach.traces.sessionsButton")}
            multiple={false}
            onFiles={([file]) => file && setSessions(file)}
          />
        )}
      </Section>
      {draft && (
        <Section title={t("breach.traces.mapping")} lead={t("breach.traces.mappingLead")} level={3}>
          {sample ? (
            <div className={styles.sample} role="region" aria-label={t("breach.traces.firstLine")} tabIndex={0}>
              <code>{sample.firstLine.slice(0, 600)}</code>
            </div>
          ) : (
            <Notice tone="info">
              <p>{t("breach.traces.notRecognised")}</p>
            </Notice>
          )}
          <MappingFields draft={draft} sample={sample} onChange={setDraft} />
          <details className={styles.details}>
            <summary>{t("breach.traces.byHand")}</summary>
            <TextField
              label={t("breach.traces.byHandLabel")}
              hint={t("breach.traces.byHandHint")}
              multiline
              rows={14}
              mono
              value={mapping}
              onChange={setByHand}
              spellCheck="false"
            />
          </details>
        </Section>
      )}
      <RefusalNotice error={scan.error} />
      {scan.isPending && (
        <Progress
          label={t("breach.traces.running")}
          done={progress.done}
          total={progress.total}
          detail={t("breach.traces.linesRead", { count: progress.lines, lines: number(progress.lines, locale) })}
        />
      )}
      <Button
        type="submit"
        tone="primary"
        isPending={scan.isPending}
        isDisabled={logs.length === 0 || !entitlements || mapping === ""}
      >
        {t("breach.traces.run")}
      </Button>
    </LocalForm>
  );
}

interface MappingFieldsProps {
  draft: MappingDraft;
  sample: Sample | null;
  onChange: (draft: MappingDraft) => void;
}

function MappingFields({ draft, sample, onChange }: MappingFieldsProps) {
  const { t } = useTranslation();
  const set = (part: Partial<MappingDraft>) => onChange({ ...draft, ...part });
  const formats: { value: Format; label: string }[] = [
    { value: "jsonl", label: t("breach.traces.formatJson") },
    { value: "combined", label: t("breach.traces.formatCombined") },
    { value: "csv", label: t("breach.traces.formatCsv") },
  ];
  const field = (name: "time" | "actor" | "resource" | "method" | "status" | "address", label: string, optional = false) =>
    sample && sample.fields.length > 0 ? (
      <SelectField
        label={label}
        optional={optional}
        value={draft[name] === "" ? (optional ? "-" : null) : draft[name]}
        onChange={(value) => set({ [name]: value === "-" ? "" : value })}
        choices={[
          ...(optional ? [{ value: "-", label: t("common.none") }] : []),
          ...sample.fields.map((value) => ({ value, label: value })),
        ]}
      />
    ) : (
      <TextField label={label} optional={optional} value={draft[name]} onChange={(value) => set({ [name]: value })} />
    );
  return (
    <>
      <SelectField
        label={t("breach.traces.format")}
        value={draft.format}
        onChange={(format) => set({ format })}
        choices={formats}
        narrow
      />
      {draft.format !== "combined" && (
        <>
          <FieldRow>
            {field("time", t("breach.traces.fieldTime"))}
            {field("actor", t("breach.traces.fieldActor"))}
          </FieldRow>
          <FieldRow>
            {field("resource", t("breach.traces.fieldResource"))}
            {field("method", t("breach.traces.fieldMethod"), true)}
          </FieldRow>
          <FieldRow>
            {field("status", t("breach.traces.fieldStatus"), true)}
            {field("address", t("breach.traces.fieldAddress"), true)}
          </FieldRow>
          <FieldRow>
            <TextField
              label={t("breach.traces.fieldZone")}
              hint={t("breach.traces.fieldZoneHint")}
              value={draft.zone}
              onChange={(zone) => set({ zone })}
            />
          </FieldRow>
        </>
      )}
      <TextField
        label={t("breach.traces.path")}
        hint={t("breach.traces.pathHint")}
        value={draft.path}
        onChange={(path) => set({ path })}
        error={pathPattern(draft.path) === null ? t("breach.traces.pathBad") : null}
        mono
        spellCheck="false"
      />
    </>
  );
}
