import { useTranslation } from "react-i18next";
import { core } from "@/core/client";
import { number } from "@/format/quantity";
import { useLocale } from "@/session/place";
import { useAction } from "@/session/use";
import { Button } from "@/ui/Button";
import { Drop } from "@/ui/Drop";
import { Fingerprint } from "@/ui/Fingerprint";
import { Notice, RefusalNotice } from "@/ui/Notice";
import { Facts, Page, Row, Section } from "@/ui/Page";
import { Progress } from "@/ui/Progress";

/** Anybody holding an archive: nothing is sent, nothing is asked. */
export function VerifyPage() {
  const { t } = useTranslation();
  const locale = useLocale();
  const check = useAction({ run: (file: File) => core.verifyArchive({ file }) });
  const result = check.data;
  const place = usePlace();
  return (
    <Page title={t("registers.verifyTitle")} lead={t("registers.verifyLead")}>
      {!result && (
        <Drop
          label={t("registers.verifyDrop")}
          button={t("registers.verifyButton")}
          multiple={false}
          disabled={check.isPending}
          onFiles={([file]) => file && check.mutate(file)}
        />
      )}
      {check.isPending && (
        <Progress label={t("registers.verifyRunning", { name: check.variables?.name ?? "" })} done={0} total={0} />
      )}
      <RefusalNotice error={check.error} />
      {result && (
        <>
          <Notice
            tone={result.ok ? "ok" : "danger"}
            title={result.ok ? t("registers.verifyOk") : t("registers.verifyBad")}
            live
          >
            <p>{result.ok ? t("registers.verifyOkText") : t("registers.verifyBadText")}</p>
          </Notice>
          <Facts
            items={[
              ...(result.firstBad
                ? [
                    [
                      t("registers.verifyFirstBad"),
                      <span key="bad">
                        {place(result.firstBad)} <code>{result.firstBad}</code>
                      </span>,
                    ] as const,
                  ]
                : []),
              [t("registers.verifyCommits"), number(result.commits, locale)],
              [t("registers.verifyDocuments"), number(result.documents, locale)],
            ]}
          />
          {result.signedBy.length > 0 && (
            <Section title={t("registers.verifySigned")}>
              {result.signedBy.map((person) => (
                <div key={person.fingerprint.hex}>
                  <h3>{person.name}</h3>
                  <Fingerprint value={person.fingerprint} name={t("registers.verifyWords", { name: person.name })} />
                </div>
              ))}
            </Section>
          )}
          <Row>
            <Button onPress={() => check.reset()}>{t("registers.verifyAnother")}</Button>
            <Button onPress={() => window.print()}>{t("common.print")}</Button>
          </Row>
        </>
      )}
      <BrowserCheck />
    </Page>
  );
}

/** Whether this browser encrypts as the published format says: the committed examples, computed again here. */
function BrowserCheck() {
  const { t } = useTranslation();
  const locale = useLocale();
  const check = useAction({ run: () => core.selfTest() });
  const failed = check.data?.find((topic) => topic.failure !== null);
  const done = (check.data ?? []).reduce((sum, topic) => sum + topic.vectors, 0);
  return (
    <Section title={t("registers.browserTitle")} lead={t("registers.browserLead")}>
      <Row>
        <Button isPending={check.isPending} onPress={() => check.mutate(undefined)}>
          {t("registers.browserButton")}
        </Button>
      </Row>
      <RefusalNotice error={check.error} />
      {check.data && (
        <Notice tone={failed ? "danger" : "ok"} title={failed ? t("registers.browserBad") : t("registers.browserOk")} live>
          <p>{failed ? t("registers.browserBadText") : t("registers.browserOkText", { count: done, done: number(done, locale) })}</p>
          {failed && (
            <p>
              <code>
                {failed.topic}: {failed.failure}
              </code>
            </p>
          )}
        </Notice>
      )}
    </Section>
  );
}

/** What an entry of an archive is, in words: `journal/espace.cbor#12` is an act of the file. */
function usePlace(): (entry: string) => string {
  const { t } = useTranslation();
  return (entry) => {
    const [name = "", act] = entry.split("#");
    if (act !== undefined) return t("registers.verifyPlaceAct", { number: Number(act) + 1 });
    if (name === "zip") return t("registers.verifyPlaceFile");
    if (name.startsWith("manifeste")) return t("registers.verifyPlaceManifest");
    if (name.startsWith("journal/")) return t("registers.verifyPlaceLog");
    if (name.startsWith("pieces/")) return t("registers.verifyPlacePiece");
    if (name.startsWith("documents/")) return t("registers.verifyPlaceDocument");
    return t("registers.verifyPlaceOther");
  };
}
