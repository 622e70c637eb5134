import type { ReactNode } from "react";
import { I18nProvider } from "react-aria-components/I18nProvider";
import { useLocale } from "@/session/place";

/** The invisible texts of the components (announcements, dismiss buttons) follow the chosen language. */
export function LocaleProvider({ children }: { children: ReactNode }) {
  const locale = useLocale();
  return <I18nProvider locale={locale === "en" ? "en-GB" : "fr-FR"}>{children}</I18nProvider>;
}
