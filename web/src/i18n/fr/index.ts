import access from "./access.json";
import account from "./account.json";
import admin from "./admin.json";
import breachFile from "./breach.json";
import breachWork from "./breach-work.json";
import common from "./common.json";
import desk from "./desk.json";
import errors from "./errors.json";
import registers from "./registers.json";
import report from "./report.json";
import settings from "./settings.json";
import sharing from "./sharing.json";
import shell from "./shell.json";
import visit from "./visit.json";
import vocabulary from "./vocabulary.json";
import workspace from "./workspace.json";

const breach = { ...breachFile, ...breachWork };

export const fr = { access, account, admin, breach, common, desk, errors, registers, report, settings, sharing, shell, visit, vocabulary, workspace };
