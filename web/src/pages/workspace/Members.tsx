import { useQuery } from "@tanstack/react-query";
import { UserPlus, UserRoundMinus, UserRoundPen } from "lucide-react";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import type { MemberView, Role, WorkspaceView } from "@/core/api";
import { core } from "@/core/client";
import { useLabel } from "@/i18n/refusal";
import { keys, useAction, useSignedIn } from "@/session/use";
import { Button } from "@/ui/Button";
import { Confirm, Dialog, FormActions } from "@/ui/Dialog";
import { RadioField, SelectField } from "@/ui/Field";
import { Instant } from "@/ui/Instant";
import { ActsMenu } from "@/ui/Menu";
import { RefusalNotice } from "@/ui/Notice";
import { LocalForm, Section } from "@/ui/Page";
import { Table } from "@/ui/Table";
import { Tag } from "@/ui/Tag";
import { canOwn } from "./items";
import styles from "./Workspace.module.css";

const roles: readonly Role[] = ["owner", "member", "reader"];

export function useRoleChoices() {
  const label = useLabel();
  return roles.map((value) => ({
    value,
    label: label("workspace.roles", value),
    hint: label("workspace.roleHints", value),
  }));
}

export function Members({ space }: { space: WorkspaceView }) {
  const { t } = useTranslation();
  const label = useLabel();
  const { me } = useSignedIn();
  const [dialog, setDialog] = useState<"add" | { change: MemberView } | { remove: MemberView } | null>(null);
  const owner = canOwn(space);
  return (
    <Section
      title={t("workspace.tabMembers")}
      actions={
        owner && (
          <Button icon={<UserPlus size={18} aria-hidden />} onPress={() => setDialog("add")}>
            {t("workspace.addMember")}
          </Button>
        )
      }
    >
      <Table
        caption={t("workspace.membersCaption", { name: space.name })}
        rows={space.memberList}
        rowKey={(member) => member.account}
        columns={[
          {
            key: "name",
            header: t("common.person"),
            head: true,
            cell: (member) => (
              <>
                {member.name} {member.account === me.account && <Tag>{t("workspace.you")}</Tag>}
                <span className={styles.sub}>{member.email}</span>
              </>
            ),
          },
          { key: "role", header: t("workspace.role"), cell: (member) => label("workspace.roles", member.role) },
          {
            key: "verified",
            header: t("admin.verification"),
            cell: (member) => (
              <Tag tone={member.verification === "verified" ? "ok" : "neutral"}>
                {label("admin.verifications", member.verification)}
              </Tag>
            ),
          },
          { key: "since", header: t("workspace.memberSince"), cell: (member) => <Instant at={member.since} /> },
          {
            key: "actions",
            header: t("common.actions"),
            actions: "corner",
            cell: (member) =>
              owner && member.account !== me.account ? (
                <div className={styles.rowActions}>
                  <Button
                    small
                    tone="quiet"
                    icon={<UserRoundPen size={18} aria-hidden />}
                    aria-label={t("workspace.changeRole", { name: member.name })}
                    onPress={() => setDialog({ change: member })}
                  />
                  <ActsMenu
                    name={t("workspace.docMore", { name: member.name })}
                    acts={[
                      {
                        key: "remove",
                        label: t("workspace.removeMember", { name: member.name }),
                        icon: UserRoundMinus,
                        danger: true,
                        run: () => setDialog({ remove: member }),
                      },
                    ]}
                  />
                </div>
              ) : null,
          },
        ]}
      />
      {dialog === "add" && <AddMember space={space} onClose={() => setDialog(null)} />}
      {dialog !== null && typeof dialog === "object" && "change" in dialog && (
        <ChangeRole space={space} member={dialog.change} onClose={() => setDialog(null)} />
      )}
      {dialog !== null && typeof dialog === "object" && "remove" in dialog && (
        <RemoveMember space={space} member={dialog.remove} onClose={() => setDialog(null)} />
      )}
    </Section>
  );
}

interface MemberDialogProps {
  space: WorkspaceView;
  onClose: () => void;
}

function AddMember({ space, onClose }: MemberDialogProps) {
  const { t } = useTranslation();
  const choices = useRoleChoices();
  const accounts = useQuery({ queryKey: keys.accounts, queryFn: () => core.accounts() });
  const [account, setAccount] = useState<string | null>(null);
  const [role, setRole] = useState<Role>("reader");
  const present = new Set(space.memberList.map((member) => member.account));
  const people = (accounts.data ?? []).filter((one) => one.status === "active" && !present.has(one.account));
  const add = useAction({
    run: (chosen: string) => core.addMember({ workspace: space.id, account: chosen, role }),
    refresh: [keys.workspace(space.id), keys.workspaces],
    done: onClose,
  });
  return (
    <Dialog title={t("workspace.addMemberTitle")} open onClose={onClose}>
      <p>{accounts.data && people.length === 0 ? t("workspace.addMemberNobody") : t("workspace.addMemberText")}</p>
      <LocalForm onSubmit={() => account && add.mutate(account)}>
        <SelectField
          label={t("common.person")}
          value={account}
          onChange={setAccount}
          choices={people.map((one) => ({
            value: one.account,
            label: `${one.givenName} ${one.familyName} (${one.email})`,
          }))}
        />
        <RadioField label={t("workspace.role")} value={role} onChange={setRole} choices={choices} />
        <RefusalNotice error={accounts.error ?? add.error} />
        <FormActions submit={t("common.add")} pending={add.isPending} disabled={people.length === 0} onClose={onClose} />
      </LocalForm>
    </Dialog>
  );
}

function ChangeRole({ space, member, onClose }: MemberDialogProps & { member: MemberView }) {
  const { t } = useTranslation();
  const choices = useRoleChoices();
  const [role, setRole] = useState<Role>(member.role);
  const change = useAction({
    run: () => core.changeRole({ workspace: space.id, account: member.account, role }),
    refresh: [keys.workspace(space.id)],
    done: onClose,
  });
  return (
    <Dialog title={t("workspace.changeRoleTitle", { name: member.name })} open onClose={onClose}>
      <LocalForm onSubmit={() => change.mutate()}>
        <RadioField label={t("workspace.role")} value={role} onChange={setRole} choices={choices} />
        <RefusalNotice error={change.error} />
        <FormActions submit={t("common.save")} pending={change.isPending} onClose={onClose} />
      </LocalForm>
    </Dialog>
  );
}

function RemoveMember({ space, member, onClose }: MemberDialogProps & { member: MemberView }) {
  const { t } = useTranslation();
  const remove = useAction({
    run: () => core.removeMember({ workspace: space.id, account: member.account }),
    refresh: [keys.workspace(space.id)],
    done: onClose,
  });
  return (
    <Confirm
      title={t("workspace.removeMemberTitle", { name: member.name })}
      open
      onClose={onClose}
      onConfirm={() => remove.mutate()}
      confirm={t("workspace.removeMemberConfirm")}
      tone="danger"
      pending={remove.isPending}
      error={remove.error}
    >
      <p>{t("workspace.removeMemberText")}</p>
    </Confirm>
  );
}
