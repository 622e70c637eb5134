import { createContext, type ReactNode, useContext } from "react";
import { useTranslation } from "react-i18next";
import type { Locale } from "@/format/instant";

const Zone = createContext("Europe/Paris");

/** The organisation's time zone: dates are shown in it, never in the visitor's. */
export function ZoneProvider({ zone, children }: { zone: string; children: ReactNode }) {
  return <Zone value={zone}>{children}</Zone>;
}

export function useZone(): string {
  return useContext(Zone);
}

export function useLocale(): Locale {
  const { i18n } = useTranslation();
  return i18n.language.startsWith("en") ? "en" : "fr";
}
