import { ArrowLeft } from "lucide-react";
import { type FormEvent, type ReactNode, useEffect, useId, useRef } from "react";
import { useTranslation } from "react-i18next";
import { Form } from "react-aria-components/Form";
import styles from "./Page.module.css";

interface PageProps {
  title: string;
  /** What stands in the browser's title when the heading is not enough by itself. */
  documentTitle?: string;
  lead?: ReactNode;
  back?: ReactNode;
  tags?: ReactNode;
  actions?: ReactNode;
  children: ReactNode;
}

let firstPage = true;

/** A page: its title is announced and focused on each change of page, as a loaded page would be. */
export function Page({ title, documentTitle, lead, back, tags, actions, children }: PageProps) {
  const { t } = useTranslation();
  const heading = useRef<HTMLHeadingElement>(null);
  useEffect(() => {
    document.title = `${documentTitle ?? title} – ${t("shell.product")}`;
  }, [documentTitle, title, t]);
  useEffect(() => {
    if (!firstPage) heading.current?.focus({ preventScroll: true });
    firstPage = false;
  }, []);
  return (
    <article className={styles.page}>
      <header className={styles.head}>
        <div className={styles.titles}>
          {back}
          <h1 ref={heading} tabIndex={-1}>
            {title}
          </h1>
          {tags && <div className={styles.row}>{tags}</div>}
          {lead && <p className={styles.lead}>{lead}</p>}
        </div>
        {actions && <div className={styles.actions}>{actions}</div>}
      </header>
      {children}
    </article>
  );
}

/** Where the focus goes when what held it is gone: a button that did what it said, a row that went with its menu. */
export function focusTitle(): void {
  document.querySelector<HTMLElement>("main h1")?.focus({ preventScroll: true });
}

/** The content of a link back to the list. */
export function BackLabel({ children }: { children: ReactNode }) {
  return (
    <span className={styles.back}>
      <ArrowLeft size={16} aria-hidden />
      {children}
    </span>
  );
}

interface SectionProps {
  title: string;
  lead?: ReactNode;
  actions?: ReactNode;
  card?: boolean;
  level?: 2 | 3;
  /** The title is already on the screen (a tab): it is kept for those who hear it. */
  unseen?: boolean;
  children: ReactNode;
}

export function Section({ title, lead, actions, card, level = 2, unseen, children }: SectionProps) {
  const id = useId();
  const Heading = level === 2 ? "h2" : "h3";
  return (
    <section className={card ? styles.card : styles.section} aria-labelledby={id}>
      {unseen ? (
        <Heading id={id} className="visually-hidden">
          {title}
        </Heading>
      ) : (
        <header className={styles.sectionHead}>
          <Heading id={id}>{title}</Heading>
          {actions && <div className={styles.actions}>{actions}</div>}
        </header>
      )}
      {lead && <p className={styles.sectionLead}>{lead}</p>}
      {children}
    </section>
  );
}

export function Card({ children }: { children: ReactNode }) {
  return <div className={styles.card}>{children}</div>;
}

export function Row({ children }: { children: ReactNode }) {
  return <div className={styles.row}>{children}</div>;
}

/** Pairs of a name and a value. */
export function Facts({ items }: { items: readonly (readonly [string, ReactNode])[] }) {
  return (
    <div className={styles.factsBox}>
      <dl className={styles.facts}>
        {items.map(([name, value]) => (
          <div key={name} className={styles.fact}>
            <dt>{name}</dt>
            <dd>{value}</dd>
          </div>
        ))}
      </dl>
    </div>
  );
}

/** A form that never leaves the page; errors of the fields are shown in place. */
export function LocalForm({ onSubmit, children, label }: { onSubmit: () => void; children: ReactNode; label?: string }) {
  return (
    <Form
      className={styles.form}
      aria-label={label}
      onSubmit={(event: FormEvent) => {
        event.preventDefault();
        onSubmit();
      }}
    >
      {children}
    </Form>
  );
}
