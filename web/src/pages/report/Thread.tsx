import { useTranslation } from "react-i18next";
import type { ThreadMessage } from "@/core/api";
import { size } from "@/format/quantity";
import { useLocale } from "@/session/place";
import { cx } from "@/ui/cx";
import { Instant } from "@/ui/Instant";
import styles from "./Thread.module.css";

/** Messages between the reporter and the team, oldest first; the same on both sides. */
export function Thread({
  messages,
  organisation,
  reporter,
}: {
  messages: readonly ThreadMessage[];
  organisation: string;
  reporter: string;
}) {
  const { t } = useTranslation();
  const locale = useLocale();
  return (
    <ol className={styles.thread} aria-label={t("report.threadTitle")}>
      {messages.map((message) => (
        <li
          key={`${message.at}${message.from}`}
          className={cx(styles.message, message.from === "organisation" && styles.organisation)}
        >
          <p className={styles.head}>
            <span className={styles.who}>{message.from === "organisation" ? organisation : reporter}</span>
            <Instant at={message.at} />
          </p>
          <p className={styles.text}>{message.text}</p>
          {message.files.map((file) => (
            <p key={file.name} className={styles.head}>
              {file.name} ({size(file.size, locale)})
            </p>
          ))}
        </li>
      ))}
    </ol>
  );
}
