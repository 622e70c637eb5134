import { CircleCheck } from "lucide-react";
import { useTranslation } from "react-i18next";
import { Instant } from "@/ui/Instant";
import { Section } from "@/ui/Page";
import { Tag } from "@/ui/Tag";
import styles from "../Breach.module.css";
import { useCase, useNames } from "../file";

/** What was cut and is back, after which tests. */
export function Restorations() {
  const { t } = useTranslation();
  const { file } = useCase();
  const names = useNames();
  if (file.restorations.length === 0) return null;
  return (
    <Section title={t("breach.measures.restored")} level={3}>
      <ul className={styles.entries}>
        {file.restorations.map(({ act, by, sequence }) => (
          <li key={sequence} className={styles.entry}>
            <div className={styles.entryHead}>
              <div>
                <h4>{act.service}</h4>
                <span className={styles.sub}>
                  <Instant at={act.restored_at} form="long" /> · {names(by)}
                </span>
              </div>
              {act.tests.some((test) => test.piece) && <Tag tone="ok">{t("breach.measures.proven")}</Tag>}
            </div>
            <p>{file.measures[act.measure]?.act.description}</p>
            <ul className={styles.steps} aria-label={t("breach.measures.tests")}>
              {act.tests.map((test) => (
                <li key={test.label}>
                  <CircleCheck size={16} aria-hidden /> {test.label}
                </li>
              ))}
            </ul>
          </li>
        ))}
      </ul>
    </Section>
  );
}
