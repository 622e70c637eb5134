import { useQuery } from "@tanstack/react-query";
import { CircleCheckBig, CircleSlash, Download, Eye, KeyRound, LockOpen, type LucideIcon } from "lucide-react";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import type { LinkUse, LinkView } from "@/core/api";
import { core } from "@/core/client";
import { keys } from "@/session/use";
import { Button } from "@/ui/Button";
import { cx } from "@/ui/cx";
import { Instant } from "@/ui/Instant";
import { RefusalNotice } from "@/ui/Notice";
import { Loading } from "@/ui/Progress";
import styles from "./Share.module.css";

const icons: Record<LinkUse["kind"], LucideIcon> = {
  shown: Eye,
  "password-asked": KeyRound,
  opened: LockOpen,
  downloaded: Download,
  received: CircleCheckBig,
  refused: CircleSlash,
};

const shownMax = 50;

export function useUses(workspace: string, link: LinkView) {
  return useQuery({
    queryKey: [...keys.links(workspace), link.id],
    queryFn: () => core.linkUses({ workspace, link: link.id }),
    refetchInterval: 30_000,
  });
}

/** What was done with a link, the latest first. */
export function Uses({ workspace, link }: { workspace: string; link: LinkView }) {
  const { t } = useTranslation();
  const uses = useUses(workspace, link);
  const [count, setCount] = useState(shownMax);
  if (uses.isPending) return <Loading />;
  if (uses.isError) return <RefusalNotice error={uses.error} />;
  if (uses.data.length === 0) return <p>{t("sharing.usesNone")}</p>;
  const latest = uses.data.map((use, rank) => ({ use, rank })).toReversed();
  return (
    <>
      <ol className={styles.uses} aria-label={t("sharing.usesOf", { title: link.title })}>
        {latest.slice(0, count).map(({ use, rank }) => (
          <Use key={rank} use={use} />
        ))}
      </ol>
      {latest.length > count && (
        <div>
          <Button onPress={() => setCount(count + shownMax)}>{t("common.more", { count: latest.length - count })}</Button>
        </div>
      )}
    </>
  );
}

function Use({ use }: { use: LinkUse }) {
  const { t } = useTranslation();
  const Icon = icons[use.kind] ?? Eye;
  const { statement } = use;
  const name = statement?.name || t("sharing.nobody");
  return (
    <li>
      <span className={cx(styles.mark, use.kind === "received" && styles.good, use.kind === "refused" && styles.bad)}>
        <Icon size={18} aria-hidden />
      </span>
      <div className={styles.what}>
        <span>{t(`sharing.useKinds.${use.kind}`, { name, document: use.document ?? t("common.unknown") })}</span>
        {statement?.text && <blockquote className={styles.words}>{statement.text}</blockquote>}
      </div>
      <div className={styles.when}>
        <Instant at={use.at} />
        {use.address && <code>{use.address}</code>}
      </div>
    </li>
  );
}
