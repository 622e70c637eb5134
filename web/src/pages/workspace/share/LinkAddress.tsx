import type { ReactNode } from "react";
import { useTranslation } from "react-i18next";
import { Copy } from "@/ui/Copy";
import { QrCode } from "@/ui/QrCode";
import styles from "./Share.module.css";

interface LinkAddressProps {
  address: string;
  title: string;
  /** What must be seen before the picture, on a phone too. */
  children?: ReactNode;
}

/** The address to hand over, to copy or to photograph. */
export function LinkAddress({ address, title, children }: LinkAddressProps) {
  const { t } = useTranslation();
  return (
    <div className={styles.hand}>
      <div className={styles.handed}>
        <h3>{t("sharing.address")}</h3>
        <code className={styles.address}>{address}</code>
        <Copy text={address} what={t("sharing.address")} label={t("sharing.addressCopy")} tone="primary" />
        <p className={styles.echo}>{t("sharing.addressHint")}</p>
        {children}
      </div>
      <div className={styles.code}>
        <QrCode text={address} name={t("sharing.codeOf", { title })} />
        <p>{t("sharing.codeHint")}</p>
      </div>
    </div>
  );
}
