import { Link } from "@tanstack/react-router";
import { FileDown } from "lucide-react";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { act, digestOf } from "@/core/acts";
import { core } from "@/core/client";
import type { Blocker, Recorded } from "@/core/dossier";
import { useAction } from "@/session/use";
import { Button } from "@/ui/Button";
import { saveBlob } from "@/ui/download";
import { Notice, RefusalNotice } from "@/ui/Notice";
import { Row, Section } from "@/ui/Page";
import { Progress } from "@/ui/Progress";
import styles from "../Breach.module.css";
import { useSavePdf } from "../documents";
import { useActs, useCase, useNames } from "../file";
import { CloseDialog, DpoDialog, NumberDialog, PostMortemDialog, ReopenDialog } from "../forms/Closing";
import { Instant } from "@/ui/Instant";
import { placeOf, useBlockerText } from "./Board";
import { dependsOnProfile } from "./Obligations";

type Open = "postMortem" | "dpo" | "number" | "close" | "reopen" | null;

export function Closing() {
  const { t } = useTranslation();
  const { id, file } = useCase();
  const blockerText = useBlockerText();
  const [open, setOpen] = useState<Open>(null);
  const close = () => setOpen(null);
  const blockers = [...file.blockers.filter((one) => one.code !== "closing-missing"), ...file.closing_blockers];
  // What the sheet of the organisation answers at once is one line, not one for each text.
  const unsure = new Set(file.obligations.filter(dependsOnProfile).map((one) => one.key));
  const isUnsure = (one: Blocker) => one.code === "obligation-open" && unsure.has(String(one["obligation"]));
  const distinct = blockers
    .filter((one) => !isUnsure(one))
    .filter((one, index, all) => all.findIndex((other) => JSON.stringify(other) === JSON.stringify(one)) === index);
  const savePdf = useSavePdf();
  const sheet = useAction({ run: () => savePdf({ kind: "register_sheet" }) });
  const closed = file.state === "closed" || file.state === "archived";
  return (
    <>
      <Section title={t("breach.sections.cloture")} lead={t("breach.closing.lead")}>
        {!closed && (
          <Section title={t("breach.closing.steps")} level={3}>
            {distinct.length === 0 && unsure.size === 0 ? (
              <p>{t("breach.closing.allDone")}</p>
            ) : (
              <ul className={styles.bullets}>
                {distinct.map((blocker) => (
                  <li key={JSON.stringify(blocker)}>
                    <span>{blockerText(blocker)}</span>
                    <Link
                      to="/violations/$dossier/$section"
                      params={{ dossier: id, section: placeOf(blocker) }}
                      aria-label={`${t("breach.board.go")} : ${blockerText(blocker)}`}
                    >
                      {t("breach.board.go")}
                    </Link>
                  </li>
                ))}
                {unsure.size > 0 && (
                  <li>
                    <span>{t("breach.obligations.unsure", { count: unsure.size })}</span>
                    <Link
                      to="/violations/$dossier/$section"
                      params={{ dossier: id, section: "obligations" }}
                      aria-label={`${t("breach.board.go")} : ${t("breach.obligations.unsure", { count: unsure.size })}`}
                    >
                      {t("breach.board.go")}
                    </Link>
                  </li>
                )}
              </ul>
            )}
          </Section>
        )}
        <Closed />
        <Row>
          {!file.number && !closed && (
            <Button onPress={() => setOpen("number")}>{t("breach.closing.number")}</Button>
          )}
          {file.state === "resolved" && (
            <Button tone="primary" onPress={() => setOpen("postMortem")}>
              {t("breach.closing.postMortem")}
            </Button>
          )}
          {!file.dpo && !closed && <Button onPress={() => setOpen("dpo")}>{t("breach.closing.dpo")}</Button>}
          {file.state === "post_mortem" && (
            <Button tone="primary" isDisabled={distinct.length > 0 || unsure.size > 0} onPress={() => setOpen("close")}>
              {t("breach.closing.close")}
            </Button>
          )}
          {closed && <Button onPress={() => setOpen("reopen")}>{t("breach.closing.reopen")}</Button>}
          <Button icon={<FileDown size={18} aria-hidden />} isPending={sheet.isPending} onPress={() => sheet.mutate()}>
            {t("breach.closing.sheet")}
          </Button>
        </Row>
        <RefusalNotice error={sheet.error} />
      </Section>
      <Archive />
      {open === "postMortem" && <PostMortemDialog onClose={close} />}
      {open === "dpo" && <DpoDialog onClose={close} />}
      {open === "number" && <NumberDialog suggestion={`${file.as_of.local.slice(0, 4)}-`} onClose={close} />}
      {open === "close" && <CloseDialog onClose={close} />}
      {open === "reopen" && <ReopenDialog facts={file.facts} onClose={close} />}
    </>
  );
}

/** What was decided, by whom, and what was kept of it. */
function Closed() {
  const { t } = useTranslation();
  const { file } = useCase();
  const names = useNames();
  const closing = file.stage["closing"] as Recorded<{ decision: string; decided_by: string }> | undefined;
  const archive = file.stage["archive"] as Recorded<{ digest: string }> | undefined;
  if (!closing) return null;
  return (
    <Notice tone="ok" title={t("breach.closing.closed")}>
      <p>{closing.act.decision}</p>
      <p>
        {closing.act.decided_by} · {names(closing.by)}, <Instant at={closing.at} form="long" />
      </p>
      {archive && (
        <p>
          {t("breach.closing.archived")} <Instant at={archive.at} form="long" /> · <code>{archive.act.digest}</code>
        </p>
      )}
    </Notice>
  );
}

/** One file that anybody can check; a closed file is archived only once its archive has been checked. */
function Archive() {
  const { t } = useTranslation();
  const { id, file } = useCase();
  const [progress, setProgress] = useState({ done: 0, total: 0 });
  const record = useActs();
  const make = useAction({
    run: async () => {
      const blob = await core.archive({ dossier: id }, setProgress);
      const name = `violation-${file.number ?? id.slice(0, 8)}.zip`;
      const check = await core.verifyArchive({ file: new File([blob], name) });
      saveBlob(blob, name);
      return { ok: check.ok, digest: await digestOf(blob) };
    },
  });
  return (
    <Section title={t("breach.closing.archive")} lead={t("breach.closing.archiveLead")} card>
      <Row>
        <Button isPending={make.isPending} onPress={() => make.mutate()}>
          {t("breach.closing.archive")}
        </Button>
      </Row>
      {make.isPending && <Progress label={t("breach.closing.archiving")} {...progress} />}
      <RefusalNotice error={make.error ?? record.error} />
      {make.data && (
        <Notice
          tone={make.data.ok ? "ok" : "danger"}
          title={t(make.data.ok ? "breach.closing.archiveDone" : "breach.closing.archiveBad")}
          live
          actions={
            make.data.ok &&
            file.state === "closed" && (
              <Button
                small
                isPending={record.isPending}
                onPress={() => record.mutate([act("archived", { digest: make.data?.digest, verified: true })])}
              >
                {t("breach.closing.record")}
              </Button>
            )
          }
        >
          <p>
            <code>{make.data.digest}</code>
          </p>
        </Notice>
      )}
    </Section>
  );
}
