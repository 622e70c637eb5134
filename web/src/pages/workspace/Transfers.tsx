import { useTranslation } from "react-i18next";
import { Button } from "@/ui/Button";
import { RefusalNotice } from "@/ui/Notice";
import { Progress } from "@/ui/Progress";
import type { Transfer } from "./uploads";
import styles from "./Workspace.module.css";

/** What is being sent, and what could not be. */
export function Transfers({ transfers, onDismiss }: { transfers: readonly Transfer[]; onDismiss: (key: number) => void }) {
  const { t } = useTranslation();
  if (transfers.length === 0) return null;
  const waiting = transfers.filter((transfer) => transfer.state === "waiting");
  return (
    <section className={styles.transfers} aria-label={t("workspace.uploads")}>
      {transfers.map((transfer) =>
        transfer.state === "failed" ? (
          <RefusalNotice
            key={transfer.key}
            error={transfer.refusal}
            actions={
              <Button small onPress={() => onDismiss(transfer.key)}>
                {t("workspace.dismiss", { name: transfer.name })}
              </Button>
            }
          />
        ) : transfer.state === "running" ? (
          <Progress key={transfer.key} label={t("workspace.uploading", { name: transfer.name })} {...transfer.progress} />
        ) : null,
      )}
      {waiting.length > 0 && <p>{t("workspace.uploadsWaiting", { count: waiting.length })}</p>}
    </section>
  );
}
