import { FileDown, Pencil } from "lucide-react";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { act, present } from "@/core/acts";
import type { LetterQuestion, PersonLetter } from "@/core/dossier";
import { useLabel } from "@/i18n/refusal";
import { useAction } from "@/session/use";
import { Button } from "@/ui/Button";
import { Dialog } from "@/ui/Dialog";
import { RadioField, TextField } from "@/ui/Field";
import { Notice, RefusalNotice } from "@/ui/Notice";
import { Loading } from "@/ui/Progress";
import styles from "../Breach.module.css";
import { useDocument, useSavePdf } from "../documents";
import { isOpen, useCase } from "../file";
import { ActForm } from "../forms/ActForm";
import own from "./Sheet.module.css";

/** What is each person's own: rewriting it for all would tell some what is true of others. */
const personal = "data_concerned";

/** Names of what a letter lacks. */
export function useLetterFields(): (missing: readonly string[]) => string {
  const label = useLabel();
  return (missing) => missing.map((field) => label("breach.letterFields", field.replaceAll(".", "_"))).join(", ");
}

/** The letter as the person will read it: six questions, nothing to click, and each answer may be rewritten. */
export function LetterDialog({ person, name, onClose }: { person: string; name: string; onClose: () => void }) {
  const { t } = useTranslation();
  const { file } = useCase();
  const fields = useLetterFields();
  const document = useDocument<PersonLetter>("person_letter", person);
  const savePdf = useSavePdf();
  const pdf = useAction({ run: () => savePdf({ kind: "person_letter", subject: person }) });
  const [editing, setEditing] = useState<string | null>(null);
  const letter = document.data;
  return (
    <Dialog title={t("breach.people.letterOf", { name })} open onClose={onClose} wide>
      {document.isPending && <Loading />}
      <RefusalNotice error={document.error ?? pdf.error} />
      {letter && (
        <>
          {letter.missing.length > 0 && (
            <Notice tone="warn">
              <p>{t("breach.people.missing", { fields: fields(letter.missing) })}</p>
            </Notice>
          )}
          <div>
            <Button icon={<FileDown size={18} aria-hidden />} isPending={pdf.isPending} onPress={() => pdf.mutate()}>
              {t("breach.notification.pdf")}
            </Button>
          </div>
          <div className={own.letter} lang="fr">
            <p>
              <strong>{letter.subject}</strong>
            </p>
            <p className={own.lines}>{letter.greeting}</p>
            {letter.questions.map((question) => (
              <section key={question.key} className={own.question}>
                <div className={own.questionHead}>
                  <h3>{question.title}</h3>
                  {isOpen(file) && editing !== question.key && (
                    <Button
                      small
                      tone="quiet"
                      icon={<Pencil size={16} aria-hidden />}
                      aria-label={t("breach.notification.editWhat", { what: question.title })}
                      onPress={() => setEditing(question.key)}
                    />
                  )}
                </div>
                {editing === question.key ? (
                  <Rewrite question={question} person={person} name={name} onDone={() => setEditing(null)} />
                ) : (
                  <>
                    {question.paragraphs.map((paragraph) => (
                      <p key={paragraph} className={styles.text}>
                        {paragraph}
                      </p>
                    ))}
                    {question.edited && <span className={styles.sub}>{t("breach.notification.edited")}</span>}
                  </>
                )}
              </section>
            ))}
            <p>{letter.closing}</p>
            <p className={styles.quiet}>{letter.verification_hint}</p>
          </div>
        </>
      )}
    </Dialog>
  );
}

interface RewriteProps {
  question: LetterQuestion;
  person: string;
  name: string;
  onDone: () => void;
}

/** Another answer to one question, for this person or for everybody; an empty one gives the proposed text back. */
function Rewrite({ question, person, name, onDone }: RewriteProps) {
  const { t } = useTranslation();
  const [text, setText] = useState(question.paragraphs.join("\n\n"));
  const [scope, setScope] = useState<"all" | "one">(question.key === personal ? "one" : "all");
  return (
    <ActForm
      submit={t("common.save")}
      onDone={onDone}
      onCancel={onDone}
      build={() =>
        act("wording_edited", {
          document: "person_letter",
          field: question.key,
          ...present({ subject: scope === "one" ? person : null, text: text.trim() }),
        })
      }
    >
      <TextField
        label={question.title}
        hint={t("breach.people.rewriteHint")}
        value={text}
        onChange={setText}
        multiline
        rows={8}
        optional
      />
      {question.key !== personal && (
        <RadioField
          label={t("breach.people.rewriteScope")}
          value={scope}
          onChange={setScope}
          choices={[
            { value: "all", label: t("breach.people.rewriteAll") },
            { value: "one", label: t("breach.people.rewriteOne", { name }) },
          ]}
        />
      )}
    </ActForm>
  );
}
