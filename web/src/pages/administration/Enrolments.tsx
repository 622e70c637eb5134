import { useQuery } from "@tanstack/react-query";
import { useTranslation } from "react-i18next";
import type { EnrolmentView } from "@/core/api";
import { core } from "@/core/client";
import { keys, useAction } from "@/session/use";
import { Button } from "@/ui/Button";
import { Fingerprint } from "@/ui/Fingerprint";
import { Instant } from "@/ui/Instant";
import { useAnnounce } from "@/ui/Live";
import { Notice, RefusalNotice } from "@/ui/Notice";
import { Facts, Row, Section } from "@/ui/Page";
import styles from "./Administration.module.css";

/** Newcomers whose keys are not in the organisation's log yet: compared by voice, then signed. */
export function Enrolments() {
  const { t } = useTranslation();
  const enrolments = useQuery({
    queryKey: keys.enrolments,
    queryFn: () => core.enrolments(),
    refetchInterval: 20_000,
  });
  return (
    <Section title={t("admin.enrolmentsTitle")} lead={enrolments.data?.length ? t("admin.enrolmentsLead") : undefined}>
      <RefusalNotice error={enrolments.error} />
      {enrolments.data?.length === 0 && <p className={styles.quiet}>{t("admin.enrolmentsEmpty")}</p>}
      {enrolments.data?.map((enrolment) => (
        <Enrolment key={enrolment.invitation} enrolment={enrolment} />
      ))}
    </Section>
  );
}

function Enrolment({ enrolment }: { enrolment: EnrolmentView }) {
  const { t } = useTranslation();
  const announce = useAnnounce();
  const { person } = enrolment;
  const name = `${person.givenName} ${person.familyName}`;
  const confirm = useAction({
    run: () => core.confirmEnrolment({ invitation: enrolment.invitation }),
    refresh: [keys.enrolments, keys.accounts],
    done: () => announce(t("admin.enrolmentConfirmed", { name })),
  });
  return (
    <div className={styles.waiting}>
      <h3>{name}</h3>
      <Facts
        items={[
          [t("admin.invitedAs"), enrolment.email],
          [t("common.entity"), person.entity || t("common.none")],
          [t("admin.enrolmentReceived"), <Instant key="at" at={enrolment.receivedAt} form="long" />],
        ]}
      />
      {enrolment.proven ? (
        <>
          <Fingerprint value={enrolment.fingerprint} name={t("admin.enrolmentWords", { name })} />
          <RefusalNotice error={confirm.error} />
          <Row>
            <Button tone="primary" isPending={confirm.isPending} onPress={() => confirm.mutate()}>
              {t("admin.enrolmentConfirm")}
            </Button>
          </Row>
        </>
      ) : (
        <Notice tone="danger" title={t("admin.enrolmentNotProven")} />
      )}
    </div>
  );
}
