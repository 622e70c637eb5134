import { type ReactNode, useState } from "react";
import { useTranslation } from "react-i18next";
import type { Id, Progress, VisitedLink } from "@/core/api";
import { core } from "@/core/client";
import { Instant } from "@/ui/Instant";
import { Notice } from "@/ui/Notice";
import { Page, Section } from "@/ui/Page";
import { Acknowledge } from "./Acknowledge";
import { SharedDocument } from "./SharedDocument";
import styles from "./Visit.module.css";

/** The documents of a link, once it is open. */
export function Opened({ address, visited, leave }: { address: string; visited: VisitedLink; leave: ReactNode }) {
  const { t } = useTranslation();
  const [left, setLeft] = useState(visited.downloadsLeft);
  const [shown, setShown] = useState<Id | null>(null);
  const limited = visited.downloadsLeft !== null;
  const [kept, setKept] = useState<ReadonlyMap<Id, Blob>>(new Map());
  /** Where downloads are counted, what came once is not asked for again. */
  const take = async (document: Id, tell: (progress: Progress) => void): Promise<Blob> => {
    const here = kept.get(document);
    if (here) return here;
    const blob = await core.downloadVisited({ address, document }, tell);
    if (limited) {
      setKept((all) => new Map(all).set(document, blob));
      setLeft((count) => (count === null ? null : Math.max(0, count - 1)));
    }
    return blob;
  };
  return (
    <Page
      title={visited.title}
      lead={t("visit.from", {
        author: visited.author,
        organisation: visited.organisation,
        count: visited.documentList.length,
      })}
    >
      {visited.message && <blockquote className={styles.quoted}>{visited.message}</blockquote>}
      <Section
        title={t("sharing.files")}
        lead={
          <>
            {t("visit.openUntil")} <Instant at={visited.expiresAt} form="long" />.
          </>
        }
      >
        {left !== null && (
          <Notice tone={left === 0 ? "warn" : "info"}>
            <p role="status">{t("visit.left", { count: left })}</p>
            {left > 0 && <p>{t("visit.previewCounts")}</p>}
          </Notice>
        )}
        <ul className={styles.files} aria-label={t("sharing.files")}>
          {visited.documentList.map((file) => (
            <SharedDocument
              key={file.document}
              address={address}
              file={file}
              take={(tell) => take(file.document, tell)}
              spent={left === 0 && !kept.has(file.document)}
              shown={shown === file.document}
              onShow={(on) => setShown(on ? file.document : null)}
            />
          ))}
        </ul>
      </Section>
      <Acknowledge address={address} author={visited.author} />
      {leave}
    </Page>
  );
}
