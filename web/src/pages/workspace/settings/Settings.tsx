import { useTranslation } from "react-i18next";
import type { WorkspaceView } from "@/core/api";
import { Facts, Section } from "@/ui/Page";
import { canGovern, canOwn, ownersOf } from "../items";
import { DeleteAct } from "./DeleteAct";
import { Describe } from "./Describe";
import { CloseAct, SuspendAct } from "./Life";
import styles from "./Settings.module.css";

/** What a workspace is, and what its owners decide of it. */
export function Settings({ space }: { space: WorkspaceView }) {
  const governs = canGovern(space);
  return (
    <div className={styles.settings}>
      {canOwn(space) ? <Describe space={space} /> : <Described space={space} governs={governs} />}
      {governs && (
        <div className={styles.acts}>
          <SuspendAct space={space} />
          <CloseAct space={space} />
          <DeleteAct space={space} />
        </div>
      )}
    </div>
  );
}

function Described({ space, governs }: { space: WorkspaceView; governs: boolean }) {
  const { t } = useTranslation();
  const state = space.suspended ? "settings.stateSuspended" : space.closed ? "settings.stateClosed" : "settings.stateOpen";
  return (
    <Section
      title={t("settings.describeTitle")}
      lead={t(governs ? "settings.describeLater" : "settings.ownersDecide")}
      card
    >
      <Facts
        items={[
          [t("workspace.createName"), space.name],
          [t("workspace.createPurpose"), space.purpose || t("settings.unsaid")],
          [t("settings.processing"), space.processing || t("settings.unsaid")],
          ...(governs
            ? []
            : ([
                [t("common.state"), t(state)],
                [t("settings.owners"), ownersOf(space).join(", ") || t("settings.unsaid")],
              ] as const)),
        ]}
      />
    </Section>
  );
}
