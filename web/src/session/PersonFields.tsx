import { useTranslation } from "react-i18next";
import type { PersonInput } from "@/core/api";
import { FieldRow, TextField } from "@/ui/Field";

export const nobody: PersonInput = { givenName: "", familyName: "", email: "", entity: "" };

/** Who somebody is, as letters and the journal will name them. */
export function PersonFields({
  value,
  onChange,
  withEmail = true,
}: {
  value: PersonInput;
  onChange: (value: PersonInput) => void;
  withEmail?: boolean;
}) {
  const { t } = useTranslation();
  const set = (part: Partial<PersonInput>) => onChange({ ...value, ...part });
  return (
    <>
      <FieldRow>
        <TextField
          label={t("common.givenName")}
          autoComplete="given-name"
          value={value.givenName}
          onChange={(givenName) => set({ givenName })}
        />
        <TextField
          label={t("common.familyName")}
          autoComplete="family-name"
          value={value.familyName}
          onChange={(familyName) => set({ familyName })}
        />
      </FieldRow>
      {withEmail && (
        <TextField
          label={t("common.email")}
          type="email"
          autoComplete="email"
          value={value.email}
          onChange={(email) => set({ email })}
          spellCheck="false"
        />
      )}
      <TextField
        label={t("common.entity")}
        autoComplete="organization"
        value={value.entity}
        onChange={(entity) => set({ entity })}
        optional
      />
    </>
  );
}
