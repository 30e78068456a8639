// Where VS Code begins: the server is started, and the commands are named. Works nothing out.

import * as vscode from "vscode";
import { read } from "./files.ts";
import { HEAD, isServed } from "./need.ts";
import { newForm } from "./newForm.ts";
import { SHOW_PLACES, showPlaces } from "./places.ts";
import { run } from "./runs.ts";
import { Server } from "./server.ts";
import { SECTION, SERVER_SETTINGS } from "./settings.ts";

const MOST_LOOKED_AT = 50;

let server: Server | undefined;

export async function activate(context: vscode.ExtensionContext): Promise<void> {
  const started = new Server();
  server = started;
  const commands: Record<string, (...args: never[]) => unknown> = {
    "gouji.check": (uri?: vscode.Uri) => run(started, "check", uri),
    "gouji.runTests": (uri?: vscode.Uri) => run(started, "test", uri),
    "gouji.newForm": () => newForm(started),
    "gouji.choosePython": choosePython,
    "gouji.restart": () => started.restart(),
    "gouji.showOutput": () => started.log.show(),
    [SHOW_PLACES]: showPlaces,
  };
  for (const [id, command] of Object.entries(commands)) {
    context.subscriptions.push(vscode.commands.registerCommand(id, command));
  }
  context.subscriptions.push(
    vscode.workspace.onDidChangeConfiguration((change) => {
      if (started.isWanted && SERVER_SETTINGS.some((name) => change.affectsConfiguration(name))) {
        void started.restart();
      }
    }),
  );
  if (await isNeeded()) {
    await started.ready();
    return;
  }
  const waiting = vscode.workspace.onDidOpenTextDocument((document) => {
    if (isServed(document.uri.path, document.getText().slice(0, HEAD))) {
      waiting.dispose();
      void started.ready();
    }
  });
  context.subscriptions.push(waiting);
}

/** Whether there is anything to serve: many folders hold TOML files, and few of them forms. */
async function isNeeded(): Promise<boolean> {
  const open = vscode.workspace.textDocuments;
  if (open.some((one) => isServed(one.uri.path, one.getText().slice(0, HEAD)))) {
    return true;
  }
  const rules = await found("**/*.gj", 1);
  const forms = rules.length ? [] : await found("**/*.toml", MOST_LOOKED_AT);
  for (const uri of forms) {
    const bytes = await read(uri);
    if (isServed(uri.path, new TextDecoder().decode(bytes.subarray(0, HEAD)))) {
      return true;
    }
  }
  return rules.length > 0;
}

/** Files of the workspace; none where it cannot be searched, for a file that is opened will do as well. */
async function found(pattern: string, most: number): Promise<vscode.Uri[]> {
  try {
    return await vscode.workspace.findFiles(pattern, undefined, most);
  } catch {
    return [];
  }
}

export async function deactivate(): Promise<void> {
  await server?.dispose();
}

/** Writes the setting `gouji.python`; the server is started anew because it changed. */
async function choosePython(): Promise<void> {
  const [python] =
    (await vscode.window.showOpenDialog({
      title: vscode.l10n.t("The Python that gouji is installed for"),
      openLabel: vscode.l10n.t("Choose"),
    })) ?? [];
  if (python) {
    const settings = vscode.workspace.getConfiguration(SECTION);
    await settings.update("python", python.fsPath, vscode.ConfigurationTarget.Global);
  }
}
