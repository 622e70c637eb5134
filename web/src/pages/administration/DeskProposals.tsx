import { useQuery } from "@tanstack/react-query";
import { useTranslation } from "react-i18next";
import { core } from "@/core/client";
import { keys, useAction } from "@/session/use";
import { Button } from "@/ui/Button";
import { Fingerprint } from "@/ui/Fingerprint";
import { useAnnounce } from "@/ui/Live";
import { RefusalNotice } from "@/ui/Notice";
import { Row, Section } from "@/ui/Page";
import styles from "./Administration.module.css";

/** Who receives what the public reports: the administrator vouches for the key, and never holds it. */
export function DeskProposals() {
  const { t } = useTranslation();
  const announce = useAnnounce();
  const proposals = useQuery({ queryKey: keys.proposals, queryFn: () => core.deskProposals() });
  const designate = useAction({
    run: (workspace: string) => core.designateDesk({ workspace }),
    refresh: [keys.proposals, keys.desk],
    done: () => announce(t("admin.deskDesignated")),
  });
  return (
    <Section title={t("admin.deskTitle")} lead={t("admin.deskLead")}>
      <RefusalNotice error={proposals.error ?? designate.error} />
      {proposals.data?.length === 0 && <p className={styles.quiet}>{t("admin.deskEmpty")}</p>}
      {proposals.data?.map(({ workspace, authority, fingerprint }) => (
        <div key={workspace} className={styles.waiting}>
          <p>
            {t("admin.deskProposedBy", {
              name: `${authority.givenName} ${authority.familyName}`,
              email: authority.email,
            })}
          </p>
          <Fingerprint value={fingerprint} name={t("admin.deskWords")} />
          <Row>
            <Button tone="primary" isPending={designate.isPending} onPress={() => designate.mutate(workspace)}>
              {t("admin.deskDesignate")}
            </Button>
          </Row>
        </div>
      ))}
    </Section>
  );
}
