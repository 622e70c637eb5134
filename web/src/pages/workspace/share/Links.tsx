import { Link, useNavigate } from "@tanstack/react-router";
import { History, Link2, QrCode as CodeIcon } from "lucide-react";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import type { LinkView, WorkspaceView } from "@/core/api";
import { useLabel } from "@/i18n/refusal";
import { ButtonLink } from "@/ui/Button";
import { Copy } from "@/ui/Copy";
import { Empty } from "@/ui/Empty";
import { Instant } from "@/ui/Instant";
import { type Act, ActsMenu } from "@/ui/Menu";
import { Notice, RefusalNotice } from "@/ui/Notice";
import { Section } from "@/ui/Page";
import { Loading } from "@/ui/Progress";
import { Table } from "@/ui/Table";
import { Tag } from "@/ui/Tag";
import { CloseIcon, CloseLink, LinkCode, turnOf, useTurn } from "./LinkActs";
import { inOrder, isOpen, stateTone, useCanShare, useLinks } from "./links";
import styles from "./Share.module.css";

export function Links({ space }: { space: WorkspaceView }) {
  const { t } = useTranslation();
  const label = useLabel();
  const navigate = useNavigate();
  const links = useLinks(space.id);
  const sharer = useCanShare(space);
  const turn = useTurn(space.id);
  const [asked, setAsked] = useState<{ act: "close" | "code"; link: LinkView } | null>(null);
  if (links.isPending) return <Loading />;
  if (links.isError) return <RefusalNotice error={links.error} />;
  const seen = (link: LinkView) =>
    void navigate({ to: "/espaces/$workspace/liens/$link", params: { workspace: space.id, link: link.id } });
  const acts = (link: LinkView): Act[] => {
    const see = { key: "see", label: t("sharing.see"), icon: History, run: () => seen(link) };
    if (!sharer || !isOpen(link)) return [see];
    const { label: turned, icon } = turnOf(link);
    return [
      see,
      { key: "code", label: t("sharing.code"), icon: CodeIcon, run: () => setAsked({ act: "code", link }) },
      { key: "turn", label: t(turned), icon, run: () => turn.mutate(link) },
      { key: "close", label: t("sharing.close"), icon: CloseIcon, danger: true, run: () => setAsked({ act: "close", link }) },
    ];
  };
  return (
    <Section title={t("sharing.tab")} unseen lead={links.data.length > 0 ? t("sharing.lead") : undefined}>
      <RefusalNotice error={turn.error} />
      <Misdirected space={space} links={links.data} />
      {links.data.length === 0 ? (
        <Empty
          icon={Link2}
          title={t("sharing.emptyTitle")}
          level={3}
          actions={
            sharer && (
              <ButtonLink to="/espaces/$workspace" params={{ workspace: space.id }} search={{}}>
                {t("sharing.emptyChoose")}
              </ButtonLink>
            )
          }
        >
          {t("sharing.emptyText")} {sharer && t("sharing.emptyHow")}
        </Empty>
      ) : (
        <Table
          caption={t("sharing.caption", { name: space.name })}
          rows={inOrder(links.data)}
          rowKey={(link) => link.id}
          pageSize={100}
          columns={[
            {
              key: "title",
              header: t("sharing.column"),
              head: true,
              cell: (link) => <Title space={space} link={link} />,
            },
            {
              key: "state",
              header: t("common.state"),
              cell: (link) => (
                <span>
                  <Tag tone={stateTone[link.state]}>{label("sharing.states", link.state)}</Tag>
                  {link.password && <span className={styles.sub}>{t("sharing.withPassword")}</span>}
                </span>
              ),
            },
            {
              key: "term",
              header: t("sharing.term"),
              cell: (link) => <Instant at={link.expiresAt} />,
            },
            {
              key: "made",
              header: t("sharing.made"),
              cell: (link) => (
                <span>
                  <Instant at={link.createdAt} />
                  <span className={styles.sub}>{t("workspace.docBy", { who: link.createdBy })}</span>
                </span>
              ),
            },
            { key: "uses", header: t("sharing.uses"), cell: (link) => <Counts link={link} /> },
            {
              key: "actions",
              header: t("common.actions"),
              actions: "corner",
              cell: (link) => (
                <div className={styles.rowActions}>
                  {sharer && link.state === "active" && (
                    <Copy bare tone="quiet" text={link.address} what={t("sharing.addressOf", { title: link.title })} />
                  )}
                  <ActsMenu name={t("workspace.docMore", { name: link.title })} acts={acts(link)} />
                </div>
              ),
            },
          ]}
        />
      )}
      {asked?.act === "close" && <CloseLink workspace={space.id} link={asked.link} onClose={() => setAsked(null)} />}
      {asked?.act === "code" && <LinkCode link={asked.link} onClose={() => setAsked(null)} />}
    </Section>
  );
}

function Title({ space, link }: { space: WorkspaceView; link: LinkView }) {
  const { t } = useTranslation();
  const [only] = link.documents;
  const alone = link.documents.length === 1 && only ? only.name : null;
  return (
    <>
      <Link to="/espaces/$workspace/liens/$link" params={{ workspace: space.id, link: link.id }} className={styles.title}>
        {link.title}
      </Link>
      {alone !== link.title && (
        <span className={styles.sub}>{alone ?? t("workspace.documents", { count: link.documents.length })}</span>
      )}
    </>
  );
}

function Counts({ link }: { link: LinkView }) {
  const { t } = useTranslation();
  const { opened: count, downloads, downloadsMax, received } = link;
  return (
    <span>
      {t("sharing.opened", { count })}
      {(downloads > 0 || downloadsMax !== null) && (
        <span className={styles.sub}>
          {downloadsMax === null
            ? t("sharing.downloads", { count: downloads })
            : t("sharing.downloadsOf", { count: downloads, max: downloadsMax })}
        </span>
      )}
      {received > 0 && <span className={styles.sub}>{t("sharing.received", { count: received })}</span>}
    </span>
  );
}

/** A link that reached somebody else: perhaps a breach, never to be found out by scrolling. */
function Misdirected({ space, links }: { space: WorkspaceView; links: readonly LinkView[] }) {
  const { t } = useTranslation();
  const refused = inOrder(links).filter((link) => link.state === "refused");
  return refused.map((link) => (
    <Notice
      key={link.id}
      tone="danger"
      title={t("sharing.misdirectedTitle", { title: link.title })}
      actions={
        <ButtonLink to="/espaces/$workspace/liens/$link" params={{ workspace: space.id, link: link.id }} small>
          {t("sharing.misdirectedSee")}
          <span className="visually-hidden">{` : ${link.title}`}</span>
        </ButtonLink>
      }
    >
      <p>{t("sharing.misdirectedText")}</p>
    </Notice>
  ));
}
