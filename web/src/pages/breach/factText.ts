import { useTranslation } from "react-i18next";
import type { Count } from "@/core/acts";
import type { FactRecorded } from "@/core/dossier";
import { longInstant } from "@/format/instant";
import { number } from "@/format/quantity";
import { useLabel } from "@/i18n/refusal";
import { useLocale, useZone } from "@/session/place";
import { type FactField, factKinds } from "./forms/facts";

/** A count in words: "30", "environ 30", "pas encore connu". */
export function useCountText(): (count: Count) => string {
  const { t } = useTranslation();
  const label = useLabel();
  const locale = useLocale();
  return (count) => {
    if (!("n" in count)) return label("breach.precisions", count.precision);
    const figure = number(count.n, locale);
    return count.precision === "approximate" ? t("breach.about", { figure }) : figure;
  };
}

/** A fact in words, whatever its kind. */
export function useFactText(): (value: FactRecorded["value"]) => string {
  const { t } = useTranslation();
  const label = useLabel();
  const zone = useZone();
  const locale = useLocale();
  const countText = useCountText();

  const answer = (field: FactField, value: unknown): string => {
    if (value === undefined || value === null || value === "") return "";
    if (field.kind === "tri") return label("breach.tri", String(value));
    if (field.kind === "flag") return value === true ? t("breach.estimated") : "";
    if (field.kind === "instant") return longInstant(String(value), zone, locale);
    if (field.kind === "count") return countText(value as Count);
    if (Array.isArray(value)) {
      return value.map((one) => (field.table ? label(field.table, String(one)) : String(one))).join(", ");
    }
    return field.table ? label(field.table, String(value)) : String(value);
  };

  return (value) => {
    const fields = factKinds[value.kind] ?? [];
    const several = fields.filter((field) => field.kind === "tri" || field.kind === "count").length > 1;
    return fields
      .map((field) => {
        const text = answer(field, value[field.name]);
        return text && several ? `${label(`breach.factFields.${value.kind}`, field.name)} : ${text}` : text;
      })
      .filter(Boolean)
      .join(several ? " ; " : " – ");
  };
}
