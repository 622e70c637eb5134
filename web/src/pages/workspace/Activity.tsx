import { useTranslation } from "react-i18next";
import type { WorkspaceView } from "@/core/api";
import { useLabel } from "@/i18n/refusal";
import { Instant } from "@/ui/Instant";
import { Facts, Section } from "@/ui/Page";
import styles from "./Workspace.module.css";

export function Activity({ space }: { space: WorkspaceView }) {
  const { t } = useTranslation();
  const label = useLabel();
  return (
    <>
      <Section title={t("workspace.tabActivity")} unseen>
        {space.activity.length === 0 ? (
          <p>{t("workspace.activityEmpty")}</p>
        ) : (
          <ol className={styles.feed} aria-label={t("workspace.activityCaption")}>
            {space.activity.map((act) => (
              <li key={`${act.at}${act.who}${act.kind}${JSON.stringify(act.params)}`}>
                <span>
                  <strong>{act.who}</strong> {label("workspace.activity", act.kind, act.params)}
                </span>
                <Instant at={act.at} />
              </li>
            ))}
          </ol>
        )}
      </Section>
      <Section title={t("workspace.proof")} lead={t("workspace.proofHint")} card>
        <Facts
          items={[
            [
              t("workspace.proofHead"),
              <span key="head">
                n° {space.head.sequence} · <code>{space.head.hash}</code>
              </span>,
            ],
            [t("workspace.proofEpoch"), space.epoch],
          ]}
        />
      </Section>
    </>
  );
}
