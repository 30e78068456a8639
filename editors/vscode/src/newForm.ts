// A new file, by asking what it is to be: a filled form of one of the forms that the server knows, or rules for a form of
// one's own.

import { homedir } from "node:os";
import { join } from "node:path";
import * as vscode from "vscode";
import { blankForm, blankRules } from "./blank.ts";
import type { Server } from "./server.ts";
import { language } from "./settings.ts";

export async function newForm(server: Server): Promise<void> {
  const filled = vscode.l10n.t("A filled form (.toml)");
  const rules = vscode.l10n.t("A form with rules (.gj)");
  const kind = await vscode.window.showQuickPick([filled, rules], {
    title: vscode.l10n.t("New: what is it to be?"),
  });
  if (kind === filled) {
    await newFilledForm(server);
  } else if (kind === rules) {
    const name = await askedName();
    const uri = name ? await askedPlace(`${name}.gj`) : undefined;
    if (name && uri) {
      const { editor } = await emptied(uri);
      await editor.insertSnippet(new vscode.SnippetString().appendText(blankRules(name)));
    }
  }
}

/** The file comes first: which forms there are depends on where it is. */
async function newFilledForm(server: Server): Promise<void> {
  const uri = await askedPlace(language() === "zh" ? "填好的表.toml" : "filled-form.toml");
  if (!uri) {
    return;
  }
  const { editor, before } = await emptied(uri);
  await server.ready();
  const wholes = await wholeForms(uri);
  const another = vscode.l10n.t("Another…");
  const choice = wholes.length
    ? await vscode.window.showQuickPick([...wholes, { label: another, text: undefined }], {
        title: vscode.l10n.t("Which form?"),
        matchOnDescription: true,
      })
    : { label: another, text: undefined };
  const text = choice?.label === another ? await namedForm() : choice?.text;
  if (text) {
    await vscode.window.showTextDocument(editor.document);
    await editor.insertSnippet(text, new vscode.Position(0, 0));
  } else {
    await takeBack(editor, before);
  }
}

/** Nothing was chosen: what stood there stands there again, or nothing. */
async function takeBack(editor: vscode.TextEditor, before: string | undefined): Promise<void> {
  const { document } = await vscode.window.showTextDocument(editor.document);
  if (before !== undefined) {
    await replaced(document, before);
  } else if (!document.getText()) {
    await vscode.commands.executeCommand("workbench.action.closeActiveEditor");
    await vscode.workspace.fs.delete(document.uri);
  }
}

/** What the server offers in an empty form: each of the forms it knows, with all that must be filled in. */
async function wholeForms(
  uri: vscode.Uri,
): Promise<(vscode.QuickPickItem & { text?: vscode.SnippetString | undefined })[]> {
  const asked = vscode.commands.executeCommand<vscode.CompletionList | undefined>(
    "vscode.executeCompletionItemProvider",
    uri,
    new vscode.Position(0, 0),
  );
  const location = { location: vscode.ProgressLocation.Window, title: "gouji" };
  const offered = (await vscode.window.withProgress(location, () => asked))?.items ?? [];
  return offered.flatMap(({ kind, label, detail, insertText }) =>
    kind === vscode.CompletionItemKind.File && insertText instanceof vscode.SnippetString
      ? {
          label: typeof label === "string" ? label : label.label,
          description: detail ?? "",
          text: insertText,
        }
      : [],
  );
}

async function namedForm(): Promise<vscode.SnippetString | undefined> {
  const name = await askedName();
  const text = name && blankForm(name, new Date().getFullYear(), language());
  return text ? new vscode.SnippetString().appendText(text) : undefined;
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

/** Where a new file is to be. */
function askedPlace(name: string): Thenable<vscode.Uri | undefined> {
  const folder = vscode.workspace.workspaceFolders?.[0]?.uri ?? vscode.Uri.file(homedir());
  return vscode.window.showSaveDialog({
    defaultUri: vscode.Uri.file(join(folder.fsPath, name)),
  });
}

/** A file, open and empty, and what stood in it, if it was there: in the editor, as it is there that it may be undone. */
async function emptied(
  uri: vscode.Uri,
): Promise<{ editor: vscode.TextEditor; before: string | undefined }> {
  const isThere = await vscode.workspace.fs.stat(uri).then(
    () => true,
    () => false,
  );
  if (!isThere) {
    await vscode.workspace.fs.writeFile(uri, new Uint8Array());
  }
  const editor = await vscode.window.showTextDocument(uri);
  const before = isThere ? editor.document.getText() : undefined;
  await replaced(editor.document, "");
  return { editor, before };
}

async function replaced(document: vscode.TextDocument, text: string): Promise<void> {
  const whole = new vscode.Range(
    new vscode.Position(0, 0),
    document.lineAt(document.lineCount - 1).range.end,
  );
  const edit = new vscode.WorkspaceEdit();
  edit.replace(document.uri, whole, text);
  await vscode.workspace.applyEdit(edit);
}
