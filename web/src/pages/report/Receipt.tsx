import { Printer } from "lucide-react";
import { useTranslation } from "react-i18next";
import type { ReportReceipt } from "@/core/api";
import { Button, ButtonLink } from "@/ui/Button";
import { Copy } from "@/ui/Copy";
import { Instant } from "@/ui/Instant";
import { Facts, Page, Row, Section } from "@/ui/Page";
import styles from "./Receipt.module.css";

/** Shown once: the code is in nobody else's hands. */
export function Receipt({ receipt, organisation }: { receipt: ReportReceipt; organisation: string }) {
  const { t } = useTranslation();
  const spelled = receipt.code.replaceAll(/[^A-Za-z0-9]/g, "").split("").join(" ");
  return (
    <Page title={t("report.receiptTitle")} lead={t("report.receiptLead")}>
      <div className={styles.ticket}>
        <div>
          <p className={styles.label}>
            {t("report.receiptCode")} · {organisation}
          </p>
          <p className={styles.code} data-testid="follow-up-code">
            <span aria-hidden>{receipt.code}</span>
            <span className="visually-hidden">
              {t("report.receiptCodeSpelled")} : {spelled}
            </span>
          </p>
        </div>
        <Row>
          <Copy text={receipt.code} what={t("report.receiptCode")} label={t("report.receiptCopy")} tone="primary" />
          <Button small icon={<Printer size={16} aria-hidden />} onPress={() => window.print()}>
            {t("report.receiptPrint")}
          </Button>
        </Row>
        <Facts
          items={[
            [t("report.receiptNumber"), receipt.number],
            [t("report.receiptReceived"), <Instant key="at" at={receipt.receivedAt} form="long" />],
            [t("report.receiptDigest"), <code key="digest">{receipt.digest}</code>],
          ]}
        />
      </div>
      <Section title={t("report.receiptNextTitle")}>
        <ul>
          <li>{t("report.receiptNext1")}</li>
          <li>{t("report.receiptNext2")}</li>
          <li>{t("report.receiptNext3")}</li>
        </ul>
      </Section>
      <Row>
        <ButtonLink to="/suivi">{t("report.receiptFollow")}</ButtonLink>
      </Row>
    </Page>
  );
}
