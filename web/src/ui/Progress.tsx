import { LoaderCircle } from "lucide-react";
import { useEffect, useState } from "react";
import { useTranslation } from "react-i18next";
import { ProgressBar as AriaProgressBar } from "react-aria-components/ProgressBar";
import { Label } from "react-aria-components/TextField";
import { useAnnounce } from "./Live";
import styles from "./Progress.module.css";
import spin from "./Spin.module.css";

interface ProgressProps {
  label: string;
  done: number;
  total: number;
  detail?: string;
}

/** Work that lasts: a bar for the eye, and a spoken line every quarter for the ear. */
export function Progress({ label, done, total, detail }: ProgressProps) {
  const announce = useAnnounce();
  const known = total > 0;
  const quarter = known ? Math.floor((4 * done) / total) : 0;
  useEffect(() => {
    if (quarter > 0 && quarter < 4) announce(`${label} : ${quarter * 25} %`);
  }, [quarter, label, announce]);
  return (
    <AriaProgressBar
      className={styles.progress}
      value={known ? (100 * done) / total : 0}
      isIndeterminate={!known}
    >
      {({ percentage, valueText }) => (
        <>
          <div className={styles.line}>
            <Label>{label}</Label>
            <span>{detail ?? (known ? valueText : null)}</span>
          </div>
          <div className={styles.track}>
            <div
              className={`${styles.fill} ${known ? "" : styles.unknown}`}
              style={known ? { width: `${percentage}%` } : undefined}
            />
          </div>
        </>
      )}
    </AriaProgressBar>
  );
}

/** Shown only when the wait is long enough to be noticed. */
export function Loading({ label }: { label?: string }) {
  const { t } = useTranslation();
  const [late, setLate] = useState(false);
  useEffect(() => {
    const timer = setTimeout(() => setLate(true), 250);
    return () => clearTimeout(timer);
  }, []);
  return (
    <div className={styles.loading} role="status" data-loading>
      {late && (
        <>
          <LoaderCircle size={20} className={spin.spin} aria-hidden />
          <span>{label ?? t("common.loading")}</span>
        </>
      )}
    </div>
  );
}
