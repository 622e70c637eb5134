import { useQuery } from "@tanstack/react-query";
import { Link, useParams } from "@tanstack/react-router";
import { type ComponentType, lazy, Suspense, useEffect, useMemo, useRef } from "react";
import { useTranslation } from "react-i18next";
import { core } from "@/core/client";
import { asBreachFile } from "@/core/dossier";
import { useLabel } from "@/i18n/refusal";
import { ZoneProvider } from "@/session/place";
import { keys } from "@/session/use";
import { RefusalNotice } from "@/ui/Notice";
import { BackLabel, Page } from "@/ui/Page";
import { LevelTag } from "@/ui/LevelTag";
import { Loading } from "@/ui/Progress";
import { Tag } from "@/ui/Tag";
import { StateOf } from "../workspace/settings/StateNotice";
import styles from "./Breach.module.css";
import { CaseContext } from "./file";
import { isSection, sectionGroups, type SectionName } from "./sections";

const views: Record<SectionName, ComponentType> = {
  tableau: lazy(async () => ({ default: (await import("./sections/Board")).Board })),
  signalements: lazy(async () => ({ default: (await import("./sections/Reports")).Reports })),
  qualification: lazy(async () => ({ default: (await import("./sections/Qualification")).Qualification })),
  cellule: lazy(async () => ({ default: (await import("./sections/Cell")).Cell })),
  mesures: lazy(async () => ({ default: (await import("./sections/Measures")).Measures })),
  faits: lazy(async () => ({ default: (await import("./sections/Facts")).Facts })),
  donnees: lazy(async () => ({ default: (await import("./sections/Data")).Data })),
  traces: lazy(async () => ({ default: (await import("./sections/Traces")).Traces })),
  gravite: lazy(async () => ({ default: (await import("./sections/Severity")).Severity })),
  obligations: lazy(async () => ({ default: (await import("./sections/Obligations")).Obligations })),
  notification: lazy(async () => ({ default: (await import("./sections/Notification")).Notification })),
  personnes: lazy(async () => ({ default: (await import("./sections/People")).People })),
  attestations: lazy(async () => ({ default: (await import("./sections/Attestations")).Attestations })),
  journal: lazy(async () => ({ default: (await import("./sections/Journal")).Journal })),
  cloture: lazy(async () => ({ default: (await import("./sections/Closing")).Closing })),
};

export function BreachPage() {
  const { t } = useTranslation();
  const label = useLabel();
  const params = useParams({ strict: false });
  const dossier = params.dossier ?? "";
  const section: SectionName = isSection(params.section) ? params.section : "tableau";
  const query = useQuery({
    queryKey: keys.dossier(dossier),
    queryFn: () => core.dossier({ dossier }),
    refetchInterval: 60_000,
  });
  // Going to another part puts it under the reader, as a page would.
  const content = useRef<HTMLDivElement>(null);
  const shown = useRef(section);
  useEffect(() => {
    if (shown.current !== section) content.current?.focus({ preventScroll: true });
    shown.current = section;
  }, [section]);
  const value = useMemo(() => (query.data ? { id: dossier, file: asBreachFile(query.data) } : null), [dossier, query.data]);
  const back = (
    <Link to="/registre">
      <BackLabel>{t("breach.back")}</BackLabel>
    </Link>
  );
  if (query.isPending) return <Loading label={t("breach.loading")} />;
  if (query.isError || !value) {
    return (
      <Page title={t("shell.breaches")} back={back}>
        <RefusalNotice error={query.error} />
      </Page>
    );
  }
  const { file } = value;
  const View = views[section];
  const heading = t(`breach.sections.${section}`);
  const level = file.severity.retained && !file.severity.retained.pending ? file.severity.retained.level : null;
  return (
    <ZoneProvider zone={file.zone || "Europe/Paris"}>
      <CaseContext value={value}>
        <Page
          key={dossier}
          title={file.title}
          documentTitle={`${heading} – ${file.title}`}
          back={back}
          tags={
            <>
              <Tag tone="accent">{file.number ? t("breach.number", { number: file.number }) : t("breach.unnumbered")}</Tag>
              <Tag tone={file.state === "breach" || file.state === "reopened" ? "danger" : "neutral"}>
                {label("breach.states", file.state)}
              </Tag>
              {level !== null && <LevelTag level={level} />}
            </>
          }
        >
          <StateOf workspace={dossier} />
          <div className={styles.layout}>
            <nav className={styles.nav} aria-label={t("breach.sectionsLabel")}>
              <SectionLinks dossier={dossier} current={section} />
            </nav>
            <details className={styles.pick} key={section}>
              <summary>{heading}</summary>
              <nav className={styles.pickBody} aria-label={t("breach.sectionsLabel")}>
                <SectionLinks dossier={dossier} current={section} />
              </nav>
            </details>
            <div className={styles.content} ref={content} tabIndex={-1} role="group" aria-label={heading}>
              <Suspense fallback={<Loading />} key={section}>
                <View />
              </Suspense>
            </div>
          </div>
        </Page>
      </CaseContext>
    </ZoneProvider>
  );
}

function SectionLinks({ dossier, current }: { dossier: string; current: SectionName }) {
  const { t } = useTranslation();
  return (
    <>
      {sectionGroups.map(({ group, sections }) => (
        <div key={group ?? "board"}>
          {group && <h2>{t(`breach.groups.${group}`)}</h2>}
          <ul className={styles.list}>
            {sections.map((section) => (
              <li key={section}>
                <Link
                  to="/violations/$dossier/$section"
                  params={{ dossier, section }}
                  className={styles.link}
                  aria-current={section === current ? "page" : undefined}
                >
                  {t(`breach.sections.${section}`)}
                </Link>
              </li>
            ))}
          </ul>
        </div>
      ))}
    </>
  );
}
