import { CircleAlert, CircleCheck, Info, TriangleAlert } from "lucide-react";
import type { ReactNode } from "react";
import { useRefusalSentences } from "@/i18n/refusal";
import { toRefusal } from "@/core/refused";
import { cx } from "./cx";
import styles from "./Notice.module.css";

export type NoticeTone = "info" | "ok" | "warn" | "danger";

const icons = { info: Info, ok: CircleCheck, warn: TriangleAlert, danger: CircleAlert };

interface NoticeProps {
  tone: NoticeTone;
  title?: string;
  children?: ReactNode;
  actions?: ReactNode;
  /** Set when the notice appears in answer to something: it is then read aloud. */
  live?: boolean;
}

export function Notice({ tone, title, children, actions, live }: NoticeProps) {
  const Icon = icons[tone];
  const role = live ? (tone === "danger" ? "alert" : "status") : undefined;
  return (
    <div className={cx(styles.notice, styles[tone])} role={role}>
      <Icon size={22} aria-hidden />
      <div className={styles.body}>
        {title && <p className={styles.title}>{title}</p>}
        {children}
        {actions && <div className={styles.actions}>{actions}</div>}
      </div>
    </div>
  );
}

/** What was refused, in two sentences: what happened, what to do. */
export function RefusalNotice({ error, actions }: { error: unknown; actions?: ReactNode }) {
  const sentences = useRefusalSentences();
  if (!error) return null;
  const refusal = toRefusal(error);
  const { what, todo } = sentences(refusal);
  return (
    <Notice tone="danger" title={what} live actions={actions}>
      <p>{todo}</p>
      {refusal.code === "unexpected" && <p className={styles.detail}>{refusal.params["detail"]}</p>}
    </Notice>
  );
}
