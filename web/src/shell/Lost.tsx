import type { ErrorComponentProps } from "@tanstack/react-router";
import { useTranslation } from "react-i18next";
import { Button, ButtonLink } from "@/ui/Button";
import { RefusalNotice } from "@/ui/Notice";
import { Page, Row } from "@/ui/Page";
import styles from "./Shell.module.css";

export function NotFound() {
  const { t } = useTranslation();
  return (
    <main id="contenu" className={styles.publicMain}>
      <Page title={t("shell.notFoundTitle")} lead={t("shell.notFoundText")}>
        <Row>
          <ButtonLink to="/espaces" tone="primary">
            {t("shell.notFoundHome")}
          </ButtonLink>
          <ButtonLink to="/signaler">{t("shell.reportLink")}</ButtonLink>
        </Row>
      </Page>
    </main>
  );
}

export function Broken({ error, reset }: ErrorComponentProps) {
  const { t } = useTranslation();
  return (
    <main id="contenu" className={styles.publicMain}>
      <Page title={t("shell.brokenTitle")}>
        <RefusalNotice error={error} actions={<Button onPress={reset}>{t("common.retry")}</Button>} />
      </Page>
    </main>
  );
}
