import { useQuery } from "@tanstack/react-query";
import { UserPlus } from "lucide-react";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import type { AccountView } from "@/core/api";
import { core } from "@/core/client";
import { useLabel } from "@/i18n/refusal";
import { keys, useSignedIn } from "@/session/use";
import { Button } from "@/ui/Button";
import { Dialog } from "@/ui/Dialog";
import { Fingerprint } from "@/ui/Fingerprint";
import { Instant } from "@/ui/Instant";
import { Notice, RefusalNotice } from "@/ui/Notice";
import { Page, Section } from "@/ui/Page";
import { Loading } from "@/ui/Progress";
import { Table } from "@/ui/Table";
import { Tag } from "@/ui/Tag";
import { DeskProposals } from "./DeskProposals";
import { Enrolments } from "./Enrolments";
import { InviteDialog } from "./InviteDialog";
import { SharingRules } from "./SharingRules";
import styles from "./Administration.module.css";

export function AdministrationPage() {
  const { t } = useTranslation();
  const { me } = useSignedIn();
  const [inviting, setInviting] = useState(false);
  if (!me.administrator) {
    return (
      <Page title={t("admin.title")}>
        <Notice tone="info">
          <p>{t("admin.notAdministrator")}</p>
        </Notice>
      </Page>
    );
  }
  return (
    <Page
      title={t("admin.title")}
      lead={t("admin.lead")}
      actions={
        <Button tone="primary" icon={<UserPlus size={18} aria-hidden />} onPress={() => setInviting(true)}>
          {t("admin.invite")}
        </Button>
      }
    >
      <Enrolments />
      <DeskProposals />
      <Accounts />
      <SharingRules />
      {inviting && <InviteDialog onClose={() => setInviting(false)} />}
    </Page>
  );
}

function Accounts() {
  const { t } = useTranslation();
  const label = useLabel();
  const accounts = useQuery({ queryKey: keys.accounts, queryFn: () => core.accounts() });
  const [shown, setShown] = useState<AccountView | null>(null);
  return (
    <Section title={t("admin.accountsTitle")}>
      {accounts.isPending && <Loading />}
      <RefusalNotice error={accounts.error} />
      {accounts.data && (
        <Table
          caption={t("admin.accountsCaption")}
          rows={accounts.data}
          rowKey={(account) => account.account}
          columns={[
            {
              key: "person",
              header: t("common.person"),
              head: true,
              cell: (account) => (
                <>
                  {account.givenName} {account.familyName}
                  <span className={styles.sub}>{account.email}</span>
                </>
              ),
            },
            { key: "entity", header: t("common.entity"), cell: (account) => account.entity },
            {
              key: "profile",
              header: t("admin.profile"),
              cell: (account) => label("admin.profiles", account.profile),
            },
            {
              key: "status",
              header: t("common.state"),
              cell: (account) => (
                <Tag tone={account.status === "active" ? "ok" : account.status === "suspended" ? "warn" : "neutral"}>
                  {label("admin.status", account.status)}
                </Tag>
              ),
            },
            {
              key: "verification",
              header: t("admin.verification"),
              cell: (account) => label("admin.verifications", account.verification),
            },
            {
              key: "enrolled",
              header: t("admin.enrolledAt"),
              cell: (account) => <Instant at={account.enrolledAt} />,
            },
            {
              key: "devices",
              header: t("admin.devicesTitle"),
              cell: (account) => (
                <Button
                  small
                  tone="quiet"
                  onPress={() => setShown(account)}
                >
                  {t("admin.devices", { count: account.devices.length })}
                  <span className="visually-hidden">{` : ${account.givenName} ${account.familyName}`}</span>
                </Button>
              ),
            },
          ]}
        />
      )}
      {shown && (
        <Dialog
          title={t("admin.devicesOf", { name: `${shown.givenName} ${shown.familyName}` })}
          open
          onClose={() => setShown(null)}
        >
          {shown.devices.map((device) => (
            <div key={device.id} className={styles.device}>
              <h3>
                {device.name} {device.revoked && <Tag tone="danger">{t("admin.deviceRevoked")}</Tag>}
              </h3>
              <Instant at={device.addedAt} form="long" />
              <Fingerprint value={device.fingerprint} name={t("account.fingerprintOf", { name: device.name })} />
            </div>
          ))}
        </Dialog>
      )}
    </Section>
  );
}
