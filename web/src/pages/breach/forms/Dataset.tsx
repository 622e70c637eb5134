import { useState } from "react";
import { useTranslation } from "react-i18next";
import { act, newId, nowInstant, type Tri } from "@/core/acts";
import type { DatasetRecorded } from "@/core/dossier";
import { ChecksField, TextField } from "@/ui/Field";
import { ActDialog } from "./ActForm";
import { CountField, countState, toCount, TriField, useTerms } from "./controls";

export const ordinaryData = [
  "civil_status",
  "contact",
  "financial",
  "national_number",
  "credentials",
  "official_documents",
  "location",
  "offences",
  "unknown",
  "other",
] as const;

export const sensitiveData = [
  "health",
  "origin",
  "political",
  "religious",
  "union",
  "sexual_orientation",
  "biometric",
  "genetic",
] as const;

const personKinds = [
  "users",
  "minors",
  "students",
  "employees",
  "members",
  "customers",
  "patients",
  "vulnerable",
  "military",
  "unknown",
  "other",
] as const;

/** What leaked and about whom, in the terms of the téléservice. */
export function DatasetDialog({ dataset, onClose }: { dataset?: DatasetRecorded; onClose: () => void }) {
  const { t } = useTranslation();
  const ordinary = useTerms<string>("vocabulary.data", ordinaryData);
  const sensitive = useTerms<string>("vocabulary.data", sensitiveData);
  const persons = useTerms<string>("vocabulary.persons", personKinds);
  const [label, setLabel] = useState(dataset?.label ?? "");
  const [data, setData] = useState<string[]>(dataset?.data ?? []);
  const [other, setOther] = useState(dataset?.other_data ?? "");
  const [who, setWho] = useState<string[]>(dataset?.persons ?? []);
  const [personCount, setPersonCount] = useState(() => countState(dataset?.person_count));
  const [recordCount, setRecordCount] = useState(() => countState(dataset?.record_count));
  const [minors, setMinors] = useState<Tri>(dataset?.minors ?? "unknown");
  const [source, setSource] = useState(dataset?.source ?? "");
  return (
    <ActDialog
      title={t(dataset ? "breach.data.edit" : "breach.data.add")}
      submit={t("common.save")}
      onClose={onClose}
      wide
      build={() => {
        const people = toCount(personCount);
        const records = toCount(recordCount);
        if (!people || !records) return null;
        return act("dataset_recorded", {
          dataset: dataset?.dataset ?? newId(),
          label,
          data,
          other_data: other,
          persons: who,
          person_count: people,
          record_count: records,
          minors,
          known_when: nowInstant(),
          source,
        });
      }}
    >
      <TextField
        label={t("breach.data.label")}
        hint={t("breach.data.labelHint")}
        value={label}
        onChange={setLabel}
      />
      <ChecksField label={t("breach.data.categories")} values={data} onChange={setData} choices={ordinary} />
      <ChecksField
        label={t("breach.data.sensitive")}
        hint={t("breach.data.sensitiveHint")}
        values={data}
        onChange={setData}
        choices={sensitive}
      />
      <TextField label={t("breach.data.other")} value={other} onChange={setOther} optional />
      <ChecksField label={t("breach.data.persons")} values={who} onChange={setWho} choices={persons} />
      <TriField label={t("breach.data.minors")} value={minors} onChange={setMinors} />
      <CountField label={t("breach.data.personCount")} value={personCount} onChange={setPersonCount} />
      <CountField label={t("breach.data.recordCount")} value={recordCount} onChange={setRecordCount} />
      <TextField
        label={t("breach.source")}
        hint={t("breach.sourceHint")}
        value={source}
        onChange={setSource}
      />
    </ActDialog>
  );
}
