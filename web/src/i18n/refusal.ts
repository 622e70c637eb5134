import { useTranslation } from "react-i18next";
import type { Refusal } from "@/core/api";
import { fr } from "./fr";

type LooseT = (key: string, params?: Record<string, unknown>) => string;

/** The two sentences of a refusal; a code without sentences is shown as such rather than hidden. */
export function useRefusalSentences(): (refusal: Refusal) => { what: string; todo: string } {
  const { t } = useTranslation();
  const loose = t as unknown as LooseT;
  return ({ code, params }) => {
    const known = Object.hasOwn(fr.errors, code);
    return known
      ? { what: loose(`errors.${code}.what`, params), todo: loose(`errors.${code}.do`, params) }
      : { what: t("errors.unknown.what", { code }), todo: t("errors.unknown.do", { code }) };
  };
}

/**
 * Words for a value that comes from the core: `label("register.state", "qualified")`. A value the catalogue
 * does not know yet is shown as it is.
 */
export function useLabel(): (prefix: string, value: string, params?: Record<string, unknown>) => string {
  const { t, i18n } = useTranslation();
  const loose = t as unknown as LooseT;
  return (prefix, value, params) => {
    const key = `${prefix}.${value}`;
    const plural = params && "count" in params ? `${key}_other` : key;
    return i18n.exists(key) || i18n.exists(plural) ? loose(key, params) : value;
  };
}
