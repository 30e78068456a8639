// A new file, by asking what it is to be: a filled form of one of the known forms, or rules for a form of one's own.

import { homedir } from "node:os";
import { join } from "node:path";
import * as vscode from "vscode";
import { blankForm, blankRules, formsIn } from "./blank.ts";
import { read } from "./files.ts";
import { language } from "./settings.ts";

const MOST_FILES = 200;

export async function newForm(): Promise<void> {
  const filled = vscode.l10n.t("A filled form (.toml)");
  const rules = vscode.l10n.t("A form with rules (.gj)");
  const kind = await vscode.window.showQuickPick([filled, rules], {
    title: vscode.l10n.t("New: what is it to be?"),
  });
  if (kind === filled) {
    const name = await chosenForm();
    if (name) {
      await create(`${name}.toml`, blankForm(name, new Date().getFullYear(), language()));
    }
  } else if (kind === rules) {
    const name = await askedName();
    if (name) {
      await create(`${name}.gj`, blankRules(name));
    }
  }
}

/** The name of a form: one that the rule files of the workspace declare, or another, such as one of a pack. */
async function chosenForm(): Promise<string | undefined> {
  const names = await knownForms();
  if (!names.length) {
    return askedName();
  }
  const another = vscode.l10n.t("Another…");
  const choice = await vscode.window.showQuickPick([...names, another], {
    title: vscode.l10n.t("Which form?"),
  });
  return choice === another ? askedName() : choice;
}

function askedName(): Thenable<string | undefined> {
  return vscode.window.showInputBox({
    title: vscode.l10n.t("The name of the form"),
    placeHolder: "部门整体绩效目标表",
    validateInput: (name) =>
      /^[\p{L}_][\p{L}\p{N}_]*$/u.test(name.trim())
        ? undefined
        : vscode.l10n.t("Letters, digits and _, not beginning with a digit"),
  });
}

async function knownForms(): Promise<string[]> {
  const uris = await vscode.workspace.findFiles("**/*.gj", undefined, MOST_FILES);
  const texts = await Promise.all(uris.map(read));
  const names = texts.flatMap((bytes) => formsIn(new TextDecoder().decode(bytes)));
  return [...new Set(names)].sort((one, other) => one.localeCompare(other, "zh"));
}

async function create(name: string, text: string): Promise<void> {
  const folder = vscode.workspace.workspaceFolders?.[0]?.uri ?? vscode.Uri.file(homedir());
  const uri = await vscode.window.showSaveDialog({
    defaultUri: vscode.Uri.file(join(folder.fsPath, name)),
  });
  if (!uri) {
    return;
  }
  await vscode.workspace.fs.writeFile(uri, new TextEncoder().encode(text));
  const editor = await vscode.window.showTextDocument(uri);
  const end = editor.document.lineAt(editor.document.lineCount - 1).range.end;
  editor.selection = new vscode.Selection(end, end);
}
