import { useState } from "react";
import { useTranslation } from "react-i18next";
import { act, type Tri } from "@/core/acts";
import type { LegalPerson, Organisation } from "@/core/dossier";
import { FieldRow, SelectField, TextField } from "@/ui/Field";
import { Section } from "@/ui/Page";
import { ActForm } from "./ActForm";
import { TriField, useTerms } from "./controls";

const sectors = [
  "public_administration",
  "health",
  "education",
  "finance",
  "trade",
  "information",
  "industry",
  "other_services",
  "other",
] as const;

/** What decides which regimes apply; "unknown" leaves an obligation to assess, never aside. */
const profiles = [
  "public_body",
  "has_dpo",
  "insured",
  "insured_cyber",
  "nis2",
  "vital_operator",
  "health",
  "health_host",
  "telecom",
  "trust_provider",
  "financial",
  "manufacturer",
  "monaco",
  "swiss",
] as const;

/** Sections 2 to 5 of the téléservice, asked once. */
export function OrganisationForm({
  value,
  onDone,
  onCancel,
}: {
  value: Organisation;
  onDone: () => void;
  onCancel: () => void;
}) {
  const { t } = useTranslation();
  const [draft, setDraft] = useState(value);
  const set = (part: Partial<Organisation>) => setDraft({ ...draft, ...part });
  const sectorChoices = useTerms("vocabulary.sector", sectors);
  const profileTerms = useTerms("breach.profiles", profiles);
  const sector = sectors.find((one) => one === draft.sector) ?? null;
  const others = draft.others.map((body) => `${body.name} – ${body.relation}`).join("\n");
  return (
    <ActForm
      submit={t("common.save")}
      onDone={onDone}
      onCancel={onCancel}
      build={() => act("organisation", { ...draft })}
    >
      <Section title={t("breach.organisation.identity")} level={3}>
        <TextField label={t("breach.organisation.name")} value={draft.name} onChange={(name) => set({ name })} />
        <FieldRow>
          <TextField
            label={t("breach.organisation.siren")}
            value={draft.siren}
            onChange={(siren) => set({ siren })}
            inputMode="numeric"
            optional
          />
          <TextField
            label={t("breach.organisation.vat")}
            value={draft.vat_number}
            onChange={(vat_number) => set({ vat_number })}
            optional
          />
        </FieldRow>
        <FieldRow>
          <SelectField
            label={t("breach.organisation.sector")}
            value={sector}
            onChange={(chosen) => set({ sector: chosen })}
            choices={sectorChoices}
            optional
          />
          <TextField
            label={t("breach.organisation.headcount")}
            value={draft.headcount}
            onChange={(headcount) => set({ headcount })}
            optional
          />
        </FieldRow>
        <TextField
          label={t("breach.organisation.address")}
          value={draft.address}
          onChange={(address) => set({ address })}
          autoComplete="street-address"
          optional
        />
        <FieldRow>
          <TextField
            label={t("breach.organisation.postcode")}
            value={draft.postcode}
            onChange={(postcode) => set({ postcode })}
            optional
          />
          <TextField label={t("breach.organisation.city")} value={draft.city} onChange={(city) => set({ city })} optional />
          <TextField
            label={t("breach.organisation.country")}
            value={draft.country}
            onChange={(country) => set({ country })}
            optional
          />
        </FieldRow>
      </Section>
      <PersonSection
        title={t("breach.organisation.representative")}
        value={draft.representative}
        onChange={(representative) => set({ representative })}
      />
      <PersonSection
        title={t("breach.organisation.contact")}
        value={draft.contact}
        onChange={(contact) => set({ contact })}
      />
      <Section title={t("breach.organisation.public")} level={3}>
        <TextField
          label={t("breach.organisation.publicContact")}
          hint={t("breach.organisation.publicContactHint")}
          value={draft.public_contact}
          onChange={(public_contact) => set({ public_contact })}
          multiline
          rows={2}
          optional
        />
        <TextField
          label={t("breach.organisation.dpoReference")}
          value={draft.dpo_reference}
          onChange={(dpo_reference) => set({ dpo_reference })}
          optional
        />
        <TextField
          label={t("breach.organisation.others")}
          hint={t("breach.organisation.othersHint")}
          multiline
          rows={3}
          optional
          value={others}
          onChange={(text) =>
            set({
              others: text.split("\n").flatMap((line) => {
                const [name = "", ...rest] = line.split(" – ");
                return line.trim() ? [{ name, relation: rest.join(" – ") }] : [];
              }),
            })
          }
        />
      </Section>
      <Section title={t("breach.organisation.profile")} lead={t("breach.organisation.profileLead")} level={3}>
        {profileTerms.map((term) => (
          <TriField
            key={term.value}
            label={term.label}
            value={draft.profile[term.value] ?? "unknown"}
            onChange={(chosen: Tri) => set({ profile: { ...draft.profile, [term.value]: chosen } })}
          />
        ))}
      </Section>
    </ActForm>
  );
}

interface PersonSectionProps {
  title: string;
  value: LegalPerson;
  onChange: (value: LegalPerson) => void;
}

function PersonSection({ title, value, onChange }: PersonSectionProps) {
  const { t } = useTranslation();
  const field = (key: keyof LegalPerson, label: string, type: "text" | "email" | "tel" = "text") => (
    <TextField label={label} type={type} value={value[key]} onChange={(text) => onChange({ ...value, [key]: text })} optional />
  );
  return (
    <Section title={title} level={3}>
      <FieldRow>
        {field("title", t("breach.organisation.civility"))}
        {field("given_name", t("common.givenName"))}
        {field("family_name", t("common.familyName"))}
      </FieldRow>
      <FieldRow>
        {field("function", t("breach.organisation.function"))}
        {field("email", t("common.email"), "email")}
        {field("telephone", t("common.telephone"), "tel")}
      </FieldRow>
    </Section>
  );
}
