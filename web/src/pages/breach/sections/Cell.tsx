import { Check, Plus, UserPlus, UsersRound, X } from "lucide-react";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { act } from "@/core/acts";
import { useLabel } from "@/i18n/refusal";
import { Button } from "@/ui/Button";
import { Empty } from "@/ui/Empty";
import { Instant } from "@/ui/Instant";
import { RefusalNotice } from "@/ui/Notice";
import { Section } from "@/ui/Page";
import { Table } from "@/ui/Table";
import { Tag } from "@/ui/Tag";
import styles from "../Breach.module.css";
import { isOpen, useActs, useCase, useNames } from "../file";
import { CellDialog, DecisionDialog, TaskDialog, TaskDoneDialog } from "../forms/Cell";

type Open = "member" | "task" | "decision" | { task: string; label: string } | null;

export function Cell() {
  const { file } = useCase();
  const [open, setOpen] = useState<Open>(null);
  const close = () => setOpen(null);
  const members = Object.entries(file.cell).map(([account, member]) => ({ account, ...member }));
  return (
    <>
      <Members members={members} onAdd={() => setOpen("member")} />
      <Tasks onAdd={() => setOpen("task")} onDone={(task, label) => setOpen({ task, label })} />
      <Decisions onAdd={() => setOpen("decision")} />
      {open === "member" && <CellDialog present={members.map((one) => one.account)} onClose={close} />}
      {open === "task" && <TaskDialog members={members} onClose={close} />}
      {open === "decision" && <DecisionDialog onClose={close} />}
      {open !== null && typeof open === "object" && <TaskDoneDialog {...open} onClose={close} />}
    </>
  );
}

interface Member {
  account: string;
  name: string;
  functions: string[];
}

function Members({ members, onAdd }: { members: readonly Member[]; onAdd: () => void }) {
  const { t } = useTranslation();
  const label = useLabel();
  const { file } = useCase();
  const withdraw = useActs();
  const open = isOpen(file);
  const add = open && (
    <Button icon={<UserPlus size={18} aria-hidden />} onPress={onAdd}>
      {t("breach.cell.add")}
    </Button>
  );
  return (
    <Section title={t("breach.sections.cellule")} lead={t("breach.cell.lead")} actions={members.length > 0 && add}>
      <RefusalNotice error={withdraw.error} />
      {members.length === 0 ? (
        <Empty icon={UsersRound} title={t("breach.board.nobody")} level={3} actions={add}>
          {t("breach.cell.empty")}
        </Empty>
      ) : (
        <Table
          caption={t("breach.sections.cellule")}
          rows={members}
          rowKey={(member) => member.account}
          columns={[
            { key: "name", header: t("common.person"), head: true, cell: (member) => member.name },
            {
              key: "functions",
              header: t("breach.cell.function"),
              cell: (member) => (
                <div className={styles.rowActions}>
                  {member.functions.map((held) => (
                    <Tag key={held}>
                      {label("breach.functions", held)}
                      {open && (
                        <Button
                          small
                          tone="quiet"
                          icon={<X size={14} aria-hidden />}
                          aria-label={t("breach.cell.withdraw", {
                            function: label("breach.functions", held),
                            name: member.name,
                          })}
                          onPress={() =>
                            withdraw.mutate([
                              act("cell_role", {
                                account: member.account,
                                name: member.name,
                                function: held,
                                assigned: false,
                              }),
                            ])
                          }
                        />
                      )}
                    </Tag>
                  ))}
                </div>
              ),
            },
          ]}
        />
      )}
    </Section>
  );
}

function Tasks({ onAdd, onDone }: { onAdd: () => void; onDone: (task: string, label: string) => void }) {
  const { t } = useTranslation();
  const { file } = useCase();
  const names = useNames();
  const tasks = Object.entries(file.tasks).toSorted(([, a], [, b]) => Number(Boolean(a.done)) - Number(Boolean(b.done)));
  return (
    <Section
      title={t("breach.cell.tasks")}
      actions={
        isOpen(file) && (
          <Button icon={<Plus size={18} aria-hidden />} onPress={onAdd}>
            {t("breach.cell.addTask")}
          </Button>
        )
      }
    >
      {tasks.length === 0 ? (
        <p className={styles.quiet}>{t("breach.cell.tasksEmpty")}</p>
      ) : (
        <ul className={styles.entries}>
          {tasks.map(([id, task]) => (
            <li key={id} className={styles.entry}>
              <div className={styles.entryHead}>
                <div>
                  <h3>{task.label}</h3>
                  <span className={styles.sub}>
                    {task.owner ? names(task.owner) : t("breach.board.anyone")}
                    {task.due_at && (
                      <>
                        {" · "}
                        <Instant at={task.due_at} />
                      </>
                    )}
                  </span>
                  {task.done?.act && <p>{task.done.act}</p>}
                </div>
                {task.done ? (
                  <Tag tone="ok">{t("breach.cell.done")}</Tag>
                ) : (
                  <Button small icon={<Check size={16} aria-hidden />} onPress={() => onDone(id, task.label)}>
                    {t("breach.cell.taskDone")}
                  </Button>
                )}
              </div>
            </li>
          ))}
        </ul>
      )}
    </Section>
  );
}

function Decisions({ onAdd }: { onAdd: () => void }) {
  const { t } = useTranslation();
  const { file } = useCase();
  const names = useNames();
  return (
    <Section
      title={t("breach.cell.decisions")}
      actions={
        isOpen(file) && (
          <Button icon={<Plus size={18} aria-hidden />} onPress={onAdd}>
            {t("breach.cell.addDecision")}
          </Button>
        )
      }
    >
      {file.decisions.length === 0 ? (
        <p className={styles.quiet}>{t("breach.cell.decisionsEmpty")}</p>
      ) : (
        <ol className={styles.entries}>
          {file.decisions.map((decision) => (
            <li key={decision.sequence} className={styles.entry}>
              <div className={styles.entryHead}>
                <div>
                  <h3>{decision.act.question}</h3>
                  <span className={styles.sub}>
                    {names(decision.by)} · <Instant at={decision.at} />
                  </span>
                </div>
              </div>
              <p>
                <strong>{decision.act.choice}</strong>
              </p>
              <p className={styles.text}>{decision.act.reason}</p>
              {decision.act.dissent && (
                <p className={styles.quiet}>
                  {t("breach.cell.dissent")} : {decision.act.dissent}
                </p>
              )}
            </li>
          ))}
        </ol>
      )}
    </Section>
  );
}
