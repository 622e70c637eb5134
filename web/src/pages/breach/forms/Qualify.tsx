import { useState } from "react";
import { useTranslation } from "react-i18next";
import { act, nowInstant, present } from "@/core/acts";
import type { Instant } from "@/core/api";
import type { Criterion, Qualified } from "@/core/dossier";
import { CheckField, InstantField, RadioField, SelectField, TextField } from "@/ui/Field";
import { Notice } from "@/ui/Notice";
import { Section } from "@/ui/Page";
import { ActForm } from "./ActForm";
import { useTerms } from "./controls";

const dayMilliseconds = 24 * 3600 * 1000;

interface CriterionFieldsProps {
  title: string;
  hint: string;
  value: Criterion;
  onChange: (value: Criterion) => void;
}

function CriterionFields({ title, hint, value, onChange }: CriterionFieldsProps) {
  const { t } = useTranslation();
  const choices = useTerms<Criterion["holds"]>("breach.holds", ["true", "supposed", "false"]);
  return (
    <>
      <RadioField
        label={title}
        hint={hint}
        value={value.holds}
        onChange={(holds) => onChange({ ...value, holds })}
        choices={choices}
        inline
      />
      <TextField
        label={t("breach.qualify.reason")}
        value={value.reason}
        onChange={(reason) => onChange({ ...value, reason })}
        multiline
        rows={2}
      />
    </>
  );
}

const supposed: Criterion = { holds: "true", reason: "" };

/** The two criteria, the awareness and what it rests on; beyond a day after the first report, why. */
export function QualifyForm({ firstReportAt, onDone }: { firstReportAt: Instant | null; onDone: () => void }) {
  const { t } = useTranslation();
  const roles = useTerms<Qualified["role"]>("breach.roles", ["controller", "joint_controller", "processor"]);
  const [security, setSecurity] = useState<Criterion>(supposed);
  const [personal, setPersonal] = useState<Criterion>(supposed);
  const [awareAt, setAwareAt] = useState<Instant | null>(() => nowInstant());
  const [basis, setBasis] = useState("");
  const [late, setLate] = useState("");
  const [role, setRole] = useState<Qualified["role"]>("controller");
  const refused = security.holds === "false" || personal.holds === "false";
  const over = firstReportAt && awareAt ? Date.parse(awareAt) - Date.parse(firstReportAt) > dayMilliseconds : false;
  return (
    <ActForm
      submit={t("breach.qualify.submit")}
      onDone={onDone}
      build={() =>
        refused || !awareAt
          ? null
          : act("qualified", {
              security_breach: security,
              personal_data: personal,
              aware_at: awareAt,
              aware_basis: basis,
              role,
              ...present({ reason_if_over_24h: over ? late : "" }),
            })
      }
    >
      <CriterionFields
        title={t("breach.qualify.security")}
        hint={t("breach.qualify.securityHint")}
        value={security}
        onChange={setSecurity}
      />
      <CriterionFields
        title={t("breach.qualify.personal")}
        hint={t("breach.qualify.personalHint")}
        value={personal}
        onChange={setPersonal}
      />
      {refused && (
        <Notice tone="info" live>
          <p>{t("breach.qualify.notMet")}</p>
        </Notice>
      )}
      <Section title={t("breach.qualify.awareness")} lead={t("breach.qualify.awarenessLead")} level={3}>
        <InstantField
          label={t("breach.qualify.awareAt")}
          hint={t("breach.qualify.awareAtHint")}
          value={awareAt}
          onChange={setAwareAt}
          error={awareAt === null ? t("common.required") : null}
        />
        <TextField
          label={t("breach.qualify.basis")}
          hint={t("breach.qualify.basisHint")}
          value={basis}
          onChange={setBasis}
          multiline
          rows={3}
        />
        {over && (
          <>
            <Notice tone="warn" live>
              <p>{t("breach.qualify.over24h")}</p>
            </Notice>
            <TextField
              label={t("breach.qualify.lateReason")}
              value={late}
              onChange={setLate}
              multiline
              rows={3}
            />
          </>
        )}
      </Section>
      <SelectField label={t("breach.qualify.role")} value={role} onChange={setRole} choices={roles} narrow />
    </ActForm>
  );
}

/** Not a breach: which criterion fails and why. The file stays findable. */
export function DiscardForm({ onDone, onCancel }: { onDone: () => void; onCancel: () => void }) {
  const { t } = useTranslation();
  const criteria = useTerms<"security_breach" | "personal_data">("breach.criteria", ["security_breach", "personal_data"]);
  const [criterion, setCriterion] = useState<"security_breach" | "personal_data">("security_breach");
  const [reason, setReason] = useState("");
  const [dpo, setDpo] = useState(false);
  return (
    <ActForm
      submit={t("breach.qualify.discard")}
      tone="danger"
      onDone={onDone}
      onCancel={onCancel}
      build={() => act("discarded", { criterion, reason, dpo_informed: dpo })}
    >
      <RadioField
        label={t("breach.qualify.failing")}
        value={criterion}
        onChange={setCriterion}
        choices={criteria}
      />
      <TextField label={t("breach.qualify.reason")} value={reason} onChange={setReason} multiline rows={4} />
      <CheckField label={t("breach.qualify.dpoTold")} checked={dpo} onChange={setDpo} />
    </ActForm>
  );
}

/** A security incident without personal data: other regimes may still apply. */
export function NoDataForm({ onDone, onCancel }: { onDone: () => void; onCancel: () => void }) {
  const { t } = useTranslation();
  const [awareAt, setAwareAt] = useState<Instant | null>(() => nowInstant());
  const [reason, setReason] = useState("");
  return (
    <ActForm
      submit={t("breach.qualify.noData")}
      onDone={onDone}
      onCancel={onCancel}
      build={() => (awareAt ? act("incident_without_data", { aware_at: awareAt, reason }) : null)}
    >
      <InstantField
        label={t("breach.qualify.knownAt")}
        value={awareAt}
        onChange={setAwareAt}
        error={awareAt === null ? t("common.required") : null}
      />
      <TextField label={t("breach.qualify.reason")} value={reason} onChange={setReason} multiline rows={4} />
    </ActForm>
  );
}
