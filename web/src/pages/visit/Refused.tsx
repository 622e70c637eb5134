import { useTranslation } from "react-i18next";
import type { Instant as InstantValue, LinkCover } from "@/core/api";
import { Instant } from "@/ui/Instant";
import { Notice } from "@/ui/Notice";
import { Page, Section } from "@/ui/Page";

/** After "I am not the recipient": what was done, and what is left to do. */
export function Refused({ cover, at, opened }: { cover: LinkCover | null; at: InstantValue; opened: boolean }) {
  const { t } = useTranslation();
  return (
    <Page title={t("visit.refusedTitle")} lead={cover ? t("visit.refusedLead", from(cover)) : t("visit.refusedLeadEnded")}>
      <Notice tone="ok">
        <p>
          {t("visit.refusedAt")} <Instant at={at} form="long" />.
        </p>
      </Notice>
      <Section title={t("visit.refusedNext")}>
        <ul>
          {opened && <li>{t("visit.refusedDelete")}</li>}
          <li>{t("visit.refusedMessage")}</li>
          <li>{t("visit.refusedSilence")}</li>
        </ul>
        <p>{cover ? t("visit.refusedNothing", from(cover)) : t("visit.refusedNothingEnded")}</p>
      </Section>
    </Page>
  );
}

function from({ author, organisation }: LinkCover) {
  return { author, organisation };
}
