import { useQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { CalendarCheck } from "lucide-react";
import { useTranslation } from "react-i18next";
import type { DeadlineLine } from "@/core/api";
import { core } from "@/core/client";
import { duration } from "@/format/quantity";
import { useLabel } from "@/i18n/refusal";
import { useNow } from "@/session/now";
import { useLocale } from "@/session/place";
import { keys } from "@/session/use";
import { Empty } from "@/ui/Empty";
import { Instant } from "@/ui/Instant";
import { RefusalNotice } from "@/ui/Notice";
import { Page, Section } from "@/ui/Page";
import { Loading } from "@/ui/Progress";
import { Tag, type TagTone } from "@/ui/Tag";
import styles from "./Deadlines.module.css";

const hour = 3600 * 1000;

export function DeadlinesPage() {
  const { t } = useTranslation();
  const now = useNow();
  const list = useQuery({ queryKey: keys.deadlines, queryFn: () => core.deadlines(), refetchInterval: 60_000 });
  const left = (line: DeadlineLine) => (line.at ? Date.parse(line.at) - now : Infinity);
  const sorted = (list.data ?? []).toSorted((a, b) => left(a) - left(b));
  const groups = [
    { key: "today", title: t("registers.today"), lines: sorted.filter((line) => left(line) <= 24 * hour) },
    {
      key: "week",
      title: t("registers.week"),
      lines: sorted.filter((line) => left(line) > 24 * hour && left(line) <= 7 * 24 * hour),
    },
    { key: "later", title: t("registers.later"), lines: sorted.filter((line) => left(line) > 7 * 24 * hour) },
  ];
  return (
    <Page title={t("registers.deadlinesTitle")} lead={t("registers.deadlinesLead")}>
      {list.isPending && <Loading />}
      <RefusalNotice error={list.error} />
      {list.data?.length === 0 && (
        <Empty icon={CalendarCheck} title={t("registers.deadlinesEmptyTitle")}>
          {t("registers.deadlinesEmptyText")}
        </Empty>
      )}
      {groups.map(
        (group) =>
          group.lines.length > 0 && (
            <Section key={group.key} title={group.title}>
              <ul className={styles.list}>
                {group.lines.map((line) => (
                  <Line key={`${line.dossier}${line.rule}`} line={line} left={left(line)} />
                ))}
              </ul>
            </Section>
          ),
      )}
    </Page>
  );
}

function Line({ line, left }: { line: DeadlineLine; left: number }) {
  const { t } = useTranslation();
  const label = useLabel();
  const locale = useLocale();
  const tone: TagTone = line.late || left < 0 ? "danger" : left <= 24 * hour ? "warn" : "info";
  return (
    <li className={styles.line}>
      <div>
        <h3 className={styles.what}>
          <Link to="/violations/$dossier/$section" params={{ dossier: line.dossier, section: "obligations" }}>
            {label("vocabulary.rules", line.rule)}
          </Link>
        </h3>
        <p className={styles.sub}>
          {line.number} · {line.title}
        </p>
      </div>
      <div className={styles.when}>
        {line.at ? (
          <>
            <Tag tone={tone}>
              {left < 0
                ? t("registers.late", { duration: duration(left, locale) })
                : t("registers.left", { duration: duration(left, locale) })}
            </Tag>
            <Instant at={line.at} form="long" />
          </>
        ) : (
          <Tag tone="warn">{t("registers.noDate")}</Tag>
        )}
      </div>
    </li>
  );
}
