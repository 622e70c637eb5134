import { useQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import type { Id, LinkView, WorkspaceView } from "@/core/api";
import { core } from "@/core/client";
import { number } from "@/format/quantity";
import { useLabel } from "@/i18n/refusal";
import { linkRoute } from "@/router";
import { useLocale } from "@/session/place";
import { keys } from "@/session/use";
import { Button, ButtonLink } from "@/ui/Button";
import { Figures } from "@/ui/Figures";
import { Instant } from "@/ui/Instant";
import { Notice, RefusalNotice } from "@/ui/Notice";
import { BackLabel, Facts, Page, Section } from "@/ui/Page";
import { Loading } from "@/ui/Progress";
import { Tag } from "@/ui/Tag";
import { StateNotice } from "../settings/StateNotice";
import { CloseIcon, CloseLink, turnOf, useTurn } from "./LinkActs";
import { LinkAddress } from "./LinkAddress";
import { isOpen, stateTone, useCanShare, useLinks } from "./links";
import styles from "./Share.module.css";
import { SharedFiles } from "./SharedFiles";
import { Uses, useUses } from "./Uses";

export function LinkPage() {
  const { t } = useTranslation();
  const { workspace, link: wanted } = linkRoute.useParams();
  const space = useQuery({ queryKey: keys.workspace(workspace), queryFn: () => core.workspace({ workspace }) });
  const links = useLinks(workspace);
  if (space.isPending || links.isPending) return <Loading />;
  const link = links.data?.find((one) => one.id === wanted);
  if (space.isError || links.isError || !link) {
    return (
      <Page title={t("sharing.page")} back={<Back workspace={workspace} />}>
        <RefusalNotice error={space.error ?? links.error ?? { code: "link-unknown", params: {} }} />
      </Page>
    );
  }
  return <Detail space={space.data} link={link} />;
}

function Back({ workspace, name }: { workspace: Id; name?: string }) {
  const { t } = useTranslation();
  return (
    <Link to="/espaces/$workspace" params={{ workspace }} search={{ vue: "liens" }}>
      <BackLabel>{name ? `${name} / ${t("sharing.tab")}` : t("sharing.tab")}</BackLabel>
    </Link>
  );
}

function Detail({ space, link }: { space: WorkspaceView; link: LinkView }) {
  const { t } = useTranslation();
  const label = useLabel();
  const locale = useLocale();
  const sharer = useCanShare(space);
  const turn = useTurn(space.id);
  const [closing, setClosing] = useState(false);
  const { label: turned, icon: TurnIcon } = turnOf(link);
  // The workspace suspends its links with it: its own notice says so, with the way out.
  const stopped = space.suspended || space.closed;
  return (
    <Page
      title={link.title}
      documentTitle={`${link.title} – ${space.name}`}
      back={<Back workspace={space.id} name={space.name} />}
      tags={
        <>
          <Tag tone={stateTone[link.state]}>{label("sharing.states", link.state)}</Tag>
          {link.password && <Tag>{t("sharing.withPassword")}</Tag>}
        </>
      }
      actions={
        sharer &&
        isOpen(link) && (
          <>
            <Button icon={<TurnIcon size={18} aria-hidden />} isPending={turn.isPending} onPress={() => turn.mutate(link)}>
              {t(turned)}
            </Button>
            <Button icon={<CloseIcon size={18} aria-hidden />} onPress={() => setClosing(true)}>
              {t("sharing.close")}
            </Button>
          </>
        )
      }
    >
      <StateNotice space={space} />
      <RefusalNotice error={turn.error} />
      {link.state === "refused" ? (
        <Misdirection space={space} link={link} />
      ) : (
        link.state !== "active" &&
        !(stopped && link.state === "suspended") && (
          <Notice tone={link.state === "suspended" ? "warn" : "info"}>
            <p>{label("sharing.stateTexts", link.state)}</p>
          </Notice>
        )
      )}
      {sharer && link.state === "active" && (
        <Section title={t("sharing.handOver")} card>
          <LinkAddress address={link.address} title={link.title} />
        </Section>
      )}
      <Section title={t("sharing.uses")} lead={t("sharing.usesLead")}>
        <Figures
          items={[
            [t("sharing.figureOpened"), number(link.opened, locale)],
            [
              t("sharing.figureDownloads"),
              link.downloadsMax === null
                ? number(link.downloads, locale)
                : t("sharing.figureOf", { count: link.downloads, max: link.downloadsMax }),
            ],
            [t("sharing.figureReceived"), number(link.received, locale)],
          ]}
        />
        <Uses workspace={space.id} link={link} />
      </Section>
      <Section title={t("sharing.files")} lead={t("sharing.versionThen")}>
        <SharedFiles
          files={link.documents.map(({ document, name, size }) => ({ id: document, name, size }))}
          name={t("sharing.files")}
          workspace={space.id}
        />
      </Section>
      <Section title={t("sharing.terms")} card>
        <Facts
          items={[
            [t("sharing.term"), <Instant key="term" at={link.expiresAt} form="long" />],
            [
              t("sharing.made"),
              <span key="made">
                <Instant at={link.createdAt} form="long" />
                <span className={styles.sub}>{t("workspace.docBy", { who: link.createdBy })}</span>
              </span>,
            ],
            [t("sharing.password"), t(link.password ? "sharing.passwordYes" : "sharing.passwordNo")],
            [
              t("sharing.downloadsMax"),
              link.downloadsMax === null ? t("sharing.downloadsAny") : number(link.downloadsMax, locale),
            ],
            ...(link.message
              ? [
                  [
                    t("sharing.message"),
                    <blockquote key="message" className={styles.words}>
                      {link.message}
                    </blockquote>,
                  ] as const,
                ]
              : []),
          ]}
        />
      </Section>
      {closing && <CloseLink workspace={space.id} link={link} onClose={() => setClosing(false)} />}
    </Page>
  );
}

/** Who said so, in their words, and what it obliges to. */
function Misdirection({ space, link }: { space: WorkspaceView; link: LinkView }) {
  const { t } = useTranslation();
  const uses = useUses(space.id, link);
  const said = uses.data?.find((use) => use.kind === "refused");
  const statement = said?.statement;
  return (
    <Notice
      tone="danger"
      title={t("sharing.misdirectedTitle", { title: link.title })}
      actions={
        <ButtonLink to="/signaler" small>
          {t("sharing.misdirectedReport")}
        </ButtonLink>
      }
    >
      {said && (
        <p>
          {statement?.name || t("sharing.nobody")} · <Instant at={said.at} />
        </p>
      )}
      {statement?.text && <blockquote className={styles.words}>{statement.text}</blockquote>}
      {statement && <p>{t(statement.opened ? "sharing.misdirectedOpened" : "sharing.misdirectedUnopened")}</p>}
      <p>{t("sharing.misdirectedText")}</p>
    </Notice>
  );
}
