import type { ReactNode } from "react";
import { cx } from "./cx";
import styles from "./Tag.module.css";

export type TagTone = "neutral" | "info" | "ok" | "warn" | "danger" | "accent";

/** A state in one or two words; the words carry the meaning, the colour only helps. */
export function Tag({ tone = "neutral", children }: { tone?: TagTone; children: ReactNode }) {
  return <span className={cx(styles.tag, tone !== "neutral" && styles[tone])}>{children}</span>;
}
