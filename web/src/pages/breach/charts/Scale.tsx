import { useTranslation } from "react-i18next";
import { useLabel } from "@/i18n/refusal";
import { cx } from "@/ui/cx";
import styles from "./Scale.module.css";

/** The four levels, those still possible lit, the retained one outlined. */
export function Scale({ min, max, retained }: { min: number; max: number; retained: number | null }) {
  const { t } = useTranslation();
  const label = useLabel();
  return (
    <ol className={styles.scale} aria-label={t("breach.severity.scale")}>
      {[0, 1, 2, 3].map((level) => {
        const possible = level >= min && level <= max;
        return (
          <li
            key={level}
            data-level={level}
            className={cx(styles.step, possible && styles.on, retained === level && styles.kept)}
          >
            {label("vocabulary.levels", String(level))}
            <span className={styles.mark}>
              {retained === level
                ? t("breach.severity.retainedMark")
                : possible
                  ? min === max
                    ? t("breach.severity.computedMark")
                    : t("breach.severity.possibleMark")
                  : t("breach.severity.excludedMark")}
            </span>
          </li>
        );
      })}
    </ol>
  );
}
