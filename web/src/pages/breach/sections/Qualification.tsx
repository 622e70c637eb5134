import { useState } from "react";
import { useTranslation } from "react-i18next";
import { act } from "@/core/acts";
import { duration } from "@/format/quantity";
import { useLabel } from "@/i18n/refusal";
import { useLocale } from "@/session/place";
import { useSignedIn } from "@/session/use";
import { Button } from "@/ui/Button";
import { Dialog } from "@/ui/Dialog";
import { Instant } from "@/ui/Instant";
import { Notice, RefusalNotice } from "@/ui/Notice";
import { Facts, Row, Section } from "@/ui/Page";
import { isOpen, useActs, useCase, useNames } from "../file";
import { OrganisationForm } from "../forms/Organisation";
import { DiscardForm, NoDataForm, QualifyForm } from "../forms/Qualify";

export function Qualification() {
  const { file } = useCase();
  const undecided = file.state === "reported" || file.state === "qualifying";
  return (
    <>
      {undecided ? <Undecided /> : <Decided />}
      <OrganisationSection />
    </>
  );

}

function Undecided() {
  const { t } = useTranslation();
  const { file } = useCase();
  const { me } = useSignedIn();
  const names = useNames();
  const take = useActs();
  const [other, setOther] = useState<"discard" | "noData" | null>(null);
  const owner = typeof file.stage["owner"] === "string" ? file.stage["owner"] : null;
  return (
    <>
      <Section title={t("breach.sections.qualification")} lead={t("breach.qualify.lead")}>
        {owner ? (
          <p>{t("breach.qualify.takenBy", { name: names(owner) })}</p>
        ) : (
          <Row>
            <Button
              isPending={take.isPending}
              onPress={() => take.mutate([act("taken_in_charge", { owner: me.account })])}
            >
              {t("breach.qualify.take")}
            </Button>
          </Row>
        )}
        <RefusalNotice error={take.error} />
        <QualifyForm firstReportAt={file.clocks.report?.started.utc ?? null} onDone={() => {}} />
      </Section>
      <Section title={t("breach.qualify.other")} lead={t("breach.qualify.discardLead")} card>
        <Row>
          <Button onPress={() => setOther("discard")}>{t("breach.qualify.discard")}</Button>
          <Button onPress={() => setOther("noData")}>{t("breach.qualify.noData")}</Button>
        </Row>
      </Section>
      {other === "discard" && (
        <Dialog title={t("breach.qualify.discard")} open onClose={() => setOther(null)}>
          <DiscardForm onDone={() => setOther(null)} onCancel={() => setOther(null)} />
        </Dialog>
      )}
      {other === "noData" && (
        <Dialog title={t("breach.qualify.noData")} open onClose={() => setOther(null)}>
          <NoDataForm onDone={() => setOther(null)} onCancel={() => setOther(null)} />
        </Dialog>
      )}
    </>
  );
}

function Decided() {
  const { t } = useTranslation();
  const label = useLabel();
  const locale = useLocale();
  const { file } = useCase();
  const names = useNames();
  const qualification = file.stage.qualification;
  if (!qualification) {
    return (
      <Section title={t("breach.sections.qualification")}>
        <Notice tone="info" title={label("breach.states", file.state)} />
      </Section>
    );
  }
  const { act: one } = qualification;
  const gap = file.clocks.gap_seconds;
  return (
    <Section title={t("breach.qualify.result")} card>
      <Facts
        items={[
          [
            t("breach.qualify.security"),
            <span key="security">
              <strong>{label("breach.holds", one.security_breach.holds)}</strong> – {one.security_breach.reason}
            </span>,
          ],
          [
            t("breach.qualify.personal"),
            <span key="personal">
              <strong>{label("breach.holds", one.personal_data.holds)}</strong> – {one.personal_data.reason}
            </span>,
          ],
          [t("breach.board.firstReport"), file.clocks.report ? <Instant key="report" at={file.clocks.report.started.utc} form="long" /> : "–"],
          [t("breach.qualify.awareness"), <Instant key="aware" at={one.aware_at} form="long" />],
          [t("breach.qualify.basis"), one.aware_basis],
          ...(gap !== null ? [[t("breach.qualify.gap"), duration(gap * 1000, locale)] as const] : []),
          ...(one.reason_if_over_24h ? [[t("breach.qualify.lateReason"), one.reason_if_over_24h] as const] : []),
          [t("breach.qualify.role"), label("breach.roles", one.role)],
          [
            t("breach.qualify.byLabel"),
            <span key="by">
              {names(qualification.by)}, <Instant at={qualification.at} />
            </span>,
          ],
        ]}
      />
    </Section>
  );
}

function OrganisationSection() {
  const { t } = useTranslation();
  const { file } = useCase();
  const [editing, setEditing] = useState(false);
  const { organisation } = file;
  return (
    <Section
      title={t("breach.organisation.title")}
      lead={t("breach.organisation.lead")}
      actions={isOpen(file) && <Button onPress={() => setEditing(true)}>{t("breach.organisation.edit")}</Button>}
      card
    >
      <Facts
        items={[
          [t("breach.organisation.name"), organisation.name || t("common.unread")],
          [t("breach.organisation.siren"), organisation.siren || t("common.unread")],
          [
            t("breach.organisation.representative"),
            `${organisation.representative.given_name} ${organisation.representative.family_name}`.trim() ||
              t("common.unread"),
          ],
          [
            t("breach.organisation.contact"),
            `${organisation.contact.given_name} ${organisation.contact.family_name}`.trim() || t("common.unread"),
          ],
          [t("breach.organisation.publicContact"), organisation.public_contact || t("common.unread")],
        ]}
      />
      {editing && (
        <Dialog title={t("breach.organisation.edit")} open onClose={() => setEditing(false)} wide>
          <OrganisationForm
            value={organisation}
            onDone={() => setEditing(false)}
            onCancel={() => setEditing(false)}
          />
        </Dialog>
      )}
    </Section>
  );
}
