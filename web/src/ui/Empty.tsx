import type { LucideIcon } from "lucide-react";
import type { ReactNode } from "react";
import styles from "./Empty.module.css";

interface EmptyProps {
  icon: LucideIcon;
  title: string;
  level?: 2 | 3;
  children: ReactNode;
  actions?: ReactNode;
}

/** Nothing here yet: why, and the next thing to do. */
export function Empty({ icon: Icon, title, level = 2, children, actions }: EmptyProps) {
  const Heading = level === 2 ? "h2" : "h3";
  return (
    <div className={styles.empty}>
      <Icon size={40} strokeWidth={1.4} aria-hidden />
      <Heading>{title}</Heading>
      <p>{children}</p>
      {actions && <div className={styles.actions}>{actions}</div>}
    </div>
  );
}
