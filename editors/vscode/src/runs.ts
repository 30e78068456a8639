// gouji run in a terminal: the tests of rule files, and the checks of filled forms with their summary.
// Never changes a file. What a run prints is what anybody's terminal shows, places to click included.

import { dirname } from "node:path";
import * as vscode from "vscode";
import type { Server } from "./server.ts";
import { language, SECTION } from "./settings.ts";

export type Run = "check" | "test";

/** Runs a command on a file or a folder; the file that is open, if none is named. */
export async function run(server: Server, kind: Run, uri?: vscode.Uri): Promise<void> {
  const program = await server.program();
  if (!program) {
    await server.restart(); // says what is missing, and what to do
    return;
  }
  await vscode.workspace.saveAll(false); // what runs reads files
  const open = uri ?? vscode.window.activeTextEditor?.document.uri;
  const folder = open && vscode.workspace.getWorkspaceFolder(open);
  const path = subject(kind, open, folder);
  if (!path) {
    const nothing = vscode.l10n.t("Open a rule file or a filled form first.");
    void vscode.window.showInformationMessage(nothing);
    return;
  }
  const execution = new vscode.ProcessExecution(
    program.command,
    [...program.args, kind, path, "--lang", language()],
    { cwd: folder?.uri.fsPath ?? dirname(path), env: { PYTHONUTF8: "1" } },
  );
  const name = kind === "test" ? vscode.l10n.t("tests") : vscode.l10n.t("trial");
  const task = new vscode.Task(
    { type: SECTION, task: kind },
    folder ?? vscode.TaskScope.Workspace,
    name,
    "gouji",
    execution,
  );
  task.presentationOptions = { clear: true, reveal: vscode.TaskRevealKind.Always };
  await vscode.tasks.executeTask(task);
}

/** A form is checked by itself; a rule file, with all forms of its folder, which are what it is about. */
function subject(
  kind: Run,
  open: vscode.Uri | undefined,
  folder: vscode.WorkspaceFolder | undefined,
): string | undefined {
  if (open?.scheme !== "file") {
    return vscode.workspace.workspaceFolders?.[0]?.uri.fsPath;
  }
  const isRuleFile = open.path.toLowerCase().endsWith(".gj");
  if (isRuleFile ? kind === "test" : kind === "check") {
    return open.fsPath;
  }
  return folder?.uri.fsPath ?? dirname(open.fsPath);
}
