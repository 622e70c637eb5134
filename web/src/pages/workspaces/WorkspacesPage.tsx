import { useQuery } from "@tanstack/react-query";
import { Link, useNavigate } from "@tanstack/react-router";
import { FolderLock, Plus } from "lucide-react";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import type { WorkspaceSummary } from "@/core/api";
import { core } from "@/core/client";
import { useLabel } from "@/i18n/refusal";
import { keys, useAction, useSignedIn } from "@/session/use";
import { Button } from "@/ui/Button";
import { Dialog, FormActions } from "@/ui/Dialog";
import { Empty } from "@/ui/Empty";
import { TextField } from "@/ui/Field";
import { Instant } from "@/ui/Instant";
import { RefusalNotice } from "@/ui/Notice";
import { LocalForm, Page } from "@/ui/Page";
import { Loading } from "@/ui/Progress";
import { Tag } from "@/ui/Tag";
import styles from "./Workspaces.module.css";

export function WorkspacesPage() {
  const { t } = useTranslation();
  const { me } = useSignedIn();
  const [creating, setCreating] = useState(false);
  const [filter, setFilter] = useState("");
  const list = useQuery({ queryKey: keys.workspaces, queryFn: () => core.workspaces() });
  const create = me.profile !== "guest" && (
    <Button tone="primary" icon={<Plus size={18} aria-hidden />} onPress={() => setCreating(true)}>
      {t("workspace.create")}
    </Button>
  );
  const wanted = filter.trim().toLocaleLowerCase("fr");
  const shown = (list.data ?? []).filter((space) => space.name.toLocaleLowerCase("fr").includes(wanted));
  return (
    <Page title={t("workspace.listTitle")} lead={t("workspace.listLead")} actions={list.data?.length ? create : null}>
      {list.isPending && <Loading />}
      <RefusalNotice error={list.error} />
      {list.data?.length === 0 && (
        <Empty icon={FolderLock} title={t("workspace.emptyTitle")} actions={create}>
          {t("workspace.emptyText")}
        </Empty>
      )}
      {list.data && list.data.length > 8 && (
        <TextField label={t("workspace.filter")} value={filter} onChange={setFilter} optional narrow />
      )}
      <ul className={styles.grid}>
        {shown.map((space) => (
          <li key={space.id}>
            <Summary space={space} />
          </li>
        ))}
      </ul>
      <CreateWorkspace open={creating} onClose={() => setCreating(false)} />
    </Page>
  );
}

function Summary({ space }: { space: WorkspaceSummary }) {
  const { t } = useTranslation();
  const label = useLabel();
  return (
    <div className={styles.card}>
      <h2>
        {space.kind === "dossier" ? (
          <Link to="/violations/$dossier" params={{ dossier: space.id }}>
            {space.name}
          </Link>
        ) : (
          <Link to="/espaces/$workspace" params={{ workspace: space.id }}>
            {space.name}
          </Link>
        )}
      </h2>
      <div className={styles.tags}>
        {space.alarm && <Tag tone="danger">{t("workspace.alarm")}</Tag>}
        {space.kind !== "room" && <Tag tone="accent">{label("workspace.kinds", space.kind)}</Tag>}
        <Tag>{label("workspace.roles", space.role)}</Tag>
        {space.suspended && <Tag tone="warn">{t("settings.tagSuspended")}</Tag>}
        {space.closed && <Tag>{t("workspace.closed")}</Tag>}
      </div>
      {space.purpose && <p className={styles.purpose}>{space.purpose}</p>}
      <p className={styles.meta}>
        <span>{t("workspace.documents", { count: space.documents })}</span>
        <span>{t("workspace.members", { count: space.members })}</span>
        <span>
          {t("workspace.changed")} <Instant at={space.changedAt} />
        </span>
      </p>
    </div>
  );
}

function CreateWorkspace({ open, onClose }: { open: boolean; onClose: () => void }) {
  const { t } = useTranslation();
  const navigate = useNavigate();
  const [name, setName] = useState("");
  const [purpose, setPurpose] = useState("");
  const create = useAction({
    run: () => core.createWorkspace({ name: name.trim(), purpose: purpose.trim() }),
    refresh: [keys.workspaces],
    done: (workspace) => void navigate({ to: "/espaces/$workspace", params: { workspace } }),
  });
  return (
    <Dialog title={t("workspace.createTitle")} open={open} onClose={onClose} closable={!create.isPending}>
      <p>{t("workspace.createText")}</p>
      <LocalForm onSubmit={() => create.mutate()}>
        <TextField label={t("workspace.createName")} value={name} onChange={setName} autoFocus maxLength={120} />
        <TextField
          label={t("workspace.createPurpose")}
          hint={t("workspace.createPurposeHint")}
          value={purpose}
          onChange={setPurpose}
          maxLength={400}
        />
        <RefusalNotice error={create.error} />
        <FormActions submit={t("workspace.createSubmit")} pending={create.isPending} onClose={onClose} />
      </LocalForm>
    </Dialog>
  );
}
