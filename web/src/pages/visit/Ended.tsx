import type { ReactNode } from "react";
import { useTranslation } from "react-i18next";
import type { Refusal } from "@/core/api";
import { Button } from "@/ui/Button";
import { RefusalNotice } from "@/ui/Notice";
import { Page, Row, Section } from "@/ui/Page";
import { endedCode, refusable } from "./ended";

interface EndedProps {
  refusal: Refusal;
  onRetry?: () => void;
  /** The way out for whoever received it by mistake. */
  leave?: ReactNode;
}

/** A link that cannot be shown: why, and whom to ask. */
export function Ended({ refusal, onRetry, leave }: EndedProps) {
  const { t } = useTranslation();
  const code = endedCode(refusal.code);
  if (!code) {
    return (
      <Page title={t("visit.failedTitle")}>
        <RefusalNotice error={refusal} actions={onRetry && <Button onPress={onRetry}>{t("common.retry")}</Button>} />
      </Page>
    );
  }
  return (
    <Page title={t(`visit.ended.${code}.title`)} lead={t(`visit.ended.${code}.text`)}>
      <Section title={t("visit.nextTitle")}>
        <p>{t(`visit.ended.${code}.next`)}</p>
        {code === "link-suspended" && onRetry && (
          <Row>
            <Button onPress={onRetry}>{t("common.retry")}</Button>
          </Row>
        )}
      </Section>
      {refusable(code) && leave}
    </Page>
  );
}
