import { useQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { useEffect, useState } from "react";
import { useTranslation } from "react-i18next";
import type { WorkspaceView } from "@/core/api";
import { core } from "@/core/client";
import { useLabel } from "@/i18n/refusal";
import { workspaceRoute } from "@/router";
import { keys } from "@/session/use";
import { Notice, RefusalNotice } from "@/ui/Notice";
import { BackLabel, Page, Section } from "@/ui/Page";
import { Loading } from "@/ui/Progress";
import tabs from "@/ui/Tabs.module.css";
import { Tag } from "@/ui/Tag";
import { Activity } from "./Activity";
import { Bin } from "./Bin";
import { Documents } from "./Documents";
import { hasEnded } from "./items";
import { Members } from "./Members";
import { Settings } from "./settings/Settings";
import { StateNotice } from "./settings/StateNotice";
import { Links } from "./share/Links";
import { useLinks } from "./share/links";

export function WorkspacePage() {
  const { t } = useTranslation();
  const label = useLabel();
  const { workspace } = workspaceRoute.useParams();
  const { vue, dossier } = workspaceRoute.useSearch();
  const view = useQuery({
    queryKey: keys.workspace(workspace),
    queryFn: () => core.workspace({ workspace }),
    refetchInterval: 30_000,
  });
  const links = useLinks(workspace);
  const [strip, setStrip] = useState<HTMLElement | null>(null);
  useEffect(() => {
    // On a phone the tabs scroll: the one that is shown is in sight.
    if (vue) strip?.querySelector('[aria-current="page"]')?.scrollIntoView({ block: "nearest", inline: "nearest" });
  }, [vue, strip]);
  const back = (
    <Link to="/espaces">
      <BackLabel>{t("workspace.backToList")}</BackLabel>
    </Link>
  );
  if (view.isPending) return <Loading />;
  if (view.isError) {
    return (
      <Page title={t("workspace.listTitle")} back={back}>
        <RefusalNotice error={view.error} />
      </Page>
    );
  }
  const space = view.data;
  if (hasEnded(space)) {
    return (
      <Page title={space.name} back={back}>
        <RefusalNotice error={space.alarm} />
      </Page>
    );
  }
  return (
    <Page
      title={space.name}
      lead={space.purpose}
      back={back}
      tags={
        <>
          <Tag tone="accent">
            {t("workspace.yourRole")} : {label("workspace.roles", space.role)}
          </Tag>
          {space.suspended && <Tag tone="warn">{t("settings.tagSuspended")}</Tag>}
          {space.closed && <Tag>{t("workspace.closed")}</Tag>}
        </>
      }
    >
      <Alarms space={space} />
      <StateNotice space={space} />
      <nav className={tabs.tabs} aria-label={space.name} ref={setStrip}>
        <Link from={workspaceRoute.fullPath} search={{}} className={tabs.tab} activeOptions={{ exact: true, explicitUndefined: true }}>
          {t("workspace.tabDocuments")} <span className={tabs.count}>{space.documents}</span>
        </Link>
        <Link from={workspaceRoute.fullPath} search={{ vue: "membres" }} className={tabs.tab}>
          {t("workspace.tabMembers")} <span className={tabs.count}>{space.memberList.length}</span>
        </Link>
        <Link from={workspaceRoute.fullPath} search={{ vue: "liens" }} className={tabs.tab}>
          {t("sharing.tab")}{" "}
          {links.data && <span className={tabs.count}>{links.data.filter((link) => link.state === "active").length}</span>}
        </Link>
        <Link from={workspaceRoute.fullPath} search={{ vue: "activite" }} className={tabs.tab}>
          {t("workspace.tabActivity")}
        </Link>
        <Link from={workspaceRoute.fullPath} search={{ vue: "corbeille" }} className={tabs.tab}>
          {t("workspace.tabBin")} <span className={tabs.count}>{space.bin.length}</span>
        </Link>
        <Link from={workspaceRoute.fullPath} search={{ vue: "reglages" }} className={tabs.tab}>
          {t("settings.tab")}
        </Link>
      </nav>
      {vue === undefined && <Documents space={space} folder={dossier ?? null} />}
      {vue === "membres" && <Members space={space} />}
      {vue === "liens" && <Links space={space} />}
      {vue === "activite" && <Activity space={space} />}
      {vue === "corbeille" && <Bin space={space} />}
      {vue === "reglages" && <Settings space={space} />}
    </Page>
  );
}

/** What the client refused of what the server shows: first on the page, never folded away. */
export function Alarms({ space }: { space: Pick<WorkspaceView, "alarm" | "anomalies"> }) {
  const { t } = useTranslation();
  return (
    <>
      {space.alarm && (
        <Section title={t("workspace.alarmTitle")}>
          <RefusalNotice error={space.alarm} />
          <p>{t("workspace.alarmText")}</p>
        </Section>
      )}
      {space.anomalies.length > 0 && (
        <Section title={t("workspace.anomaliesTitle")} lead={t("workspace.anomaliesLead")}>
          {space.anomalies.map((anomaly) => (
            <Notice
              key={anomaly.sequence}
              tone="warn"
              title={t("workspace.anomaly", { sequence: anomaly.sequence, name: anomaly.params["name"] ?? "–" })}
            >
              {/* The sentences of refusals speak to whoever acted; here it is somebody else: the rule is named. */}
              <p>
                {t("workspace.anomalyRule")} : <code>{anomaly.code}</code>
              </p>
            </Notice>
          ))}
        </Section>
      )}
    </>
  );
}
