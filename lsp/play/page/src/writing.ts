// Providers that change texts: completions, fixes, names, layout.

import type { MessageConnection } from "vscode-jsonrpc/browser";
import type * as lsp from "vscode-languageserver-protocol";
import { request } from "./connection";
import * as convert from "./convert";
import { monaco, type Model } from "./editor";
import { type Ask, documentation, none, type Given, type Session, type Token } from "./session";
import { text } from "./settings";

export function completions({ ask, server, languages }: Session): monaco.IDisposable[] {
  if (!server.completionProvider) return [];
  const { triggerCharacters, resolveProvider } = server.completionProvider;
  return [
    monaco.languages.registerCompletionItemProvider(languages, {
      triggerCharacters,
      async provideCompletionItems(model, where, _context, token) {
        const found = await ask<lsp.CompletionItem[] | lsp.CompletionList>(
          "textDocument/completion",
          convert.at(model, where),
          token,
        );
        const items = Array.isArray(found) ? found : (found?.items ?? []);
        const word = model.getWordUntilPosition(where);
        const before = new monaco.Range(where.lineNumber, word.startColumn, where.lineNumber, where.column);
        return {
          suggestions: items.map((one) => completion(one, before)),
          incomplete: !Array.isArray(found) && found?.isIncomplete,
        };
      },
      async resolveCompletionItem(item, token) {
        if (!resolveProvider) return item;
        const found = await ask<lsp.CompletionItem>(
          "completionItem/resolve",
          (item as Given<typeof item, lsp.CompletionItem>).given,
          token,
        );
        return found ? { ...item, ...described(found) } : item;
      },
    }),
  ];
}

export function renames({ ask, connection, server, languages }: Session): monaco.IDisposable[] {
  if (!server.renameProvider) return [];
  return [
    monaco.languages.registerRenameProvider(languages, {
      async provideRenameEdits(model, where, newName, token) {
        try {
          const params = { ...convert.at(model, where), newName };
          const found = await request<lsp.WorkspaceEdit | null>(connection, "textDocument/rename", params, token);
          return found ? convert.workspaceEdit(found) : { edits: [] };
        } catch (error) {
          return { edits: [], rejectReason: error instanceof Error ? error.message : String(error) };
        }
      },
      async resolveRenameLocation(model, where, token) {
        const found = await ask<lsp.Range | { range: lsp.Range; placeholder: string }>(
          "textDocument/prepareRename",
          convert.at(model, where),
          token,
        );
        if (!found) return { range: new monaco.Range(1, 1, 1, 1), text: "", rejectReason: text("no-rename") };
        const range = convert.place("range" in found ? found.range : found);
        return { range, text: "placeholder" in found ? found.placeholder : model.getValueInRange(range) };
      },
    }),
  ];
}

export function fixes({ ask, connection, command, server, languages }: Session): monaco.IDisposable[] {
  if (!server.codeActionProvider) return [];
  const resolves = typeof server.codeActionProvider === "object" && server.codeActionProvider.resolveProvider;
  return [
    monaco.languages.registerCodeActionProvider(languages, {
      async provideCodeActions(model, range, context, token) {
        const found = await codeActions(connection, model, range, context.only ? [context.only] : undefined, token);
        const actions = found.map((one) => ({
          title: one.title,
          kind: one.kind,
          isPreferred: one.isPreferred,
          disabled: one.disabled?.reason,
          diagnostics: one.diagnostics?.map(convert.marker),
          edit: one.edit && convert.workspaceEdit(one.edit),
          command: command(one.command),
          given: one,
        }));
        return { actions, ...none };
      },
      resolveCodeAction: resolves
        ? async (action, token) => {
            const found = await ask<lsp.CodeAction>(
              "codeAction/resolve",
              (action as Given<typeof action, lsp.CodeAction>).given,
              token,
            );
            return {
              ...action,
              edit: found?.edit && convert.workspaceEdit(found.edit),
              command: command(found?.command),
            };
          }
        : undefined,
    }),
  ];
}

export function formats({ ask, server, languages }: Session): monaco.IDisposable[] {
  if (!server.documentFormattingProvider) return [];
  return [
    monaco.languages.registerDocumentFormattingEditProvider(languages, {
      provideDocumentFormattingEdits: (model, options, token) =>
        formatted(ask, "textDocument/formatting", model, {}, options, token),
    }),
  ];
}

export function rangeFormats({ ask, server, languages }: Session): monaco.IDisposable[] {
  if (!server.documentRangeFormattingProvider) return [];
  return [
    monaco.languages.registerDocumentRangeFormattingEditProvider(languages, {
      provideDocumentRangeFormattingEdits: (model, range, options, token) =>
        formatted(ask, "textDocument/rangeFormatting", model, { range: convert.range(range) }, options, token),
    }),
  ];
}

export function typedFormats({ ask, server, languages }: Session): monaco.IDisposable[] {
  if (!server.documentOnTypeFormattingProvider) return [];
  const { firstTriggerCharacter, moreTriggerCharacter } = server.documentOnTypeFormattingProvider;
  return [
    monaco.languages.registerOnTypeFormattingEditProvider(languages, {
      autoFormatTriggerCharacters: [firstTriggerCharacter, ...(moreTriggerCharacter ?? [])],
      provideOnTypeFormattingEdits: (model, where, ch, options, token) =>
        formatted(
          ask,
          "textDocument/onTypeFormatting",
          model,
          { position: convert.position(where), ch },
          options,
          token,
        ),
    }),
  ];
}

async function formatted(
  ask: Ask,
  method: string,
  model: Model,
  params: object,
  options: monaco.languages.FormattingOptions,
  token: Token,
): Promise<monaco.languages.TextEdit[] | undefined> {
  const found = await ask<lsp.TextEdit[]>(method, { textDocument: convert.document(model), ...params, options }, token);
  return found?.map(convert.textEdit);
}

/** What can be done about a part of a text. */
export async function codeActions(
  connection: MessageConnection,
  model: Model,
  range: monaco.IRange,
  only?: string[],
  token?: Token,
): Promise<lsp.CodeAction[]> {
  const params = {
    textDocument: convert.document(model),
    range: convert.range(range),
    context: { diagnostics: [], only },
  };
  try {
    const found = await request<(lsp.CodeAction | lsp.Command)[] | null>(
      connection,
      "textDocument/codeAction",
      params,
      token,
    );
    return (found ?? []).map((one) =>
      typeof one.command === "string" ? { title: one.title, command: one as lsp.Command } : (one as lsp.CodeAction),
    );
  } catch {
    return [];
  }
}

function described(of: lsp.CompletionItem): { detail?: string; documentation?: string | monaco.IMarkdownString } {
  return { detail: of.detail, documentation: documentation(of.documentation) };
}

function completion(
  of: lsp.CompletionItem,
  word: monaco.IRange,
): Given<monaco.languages.CompletionItem, lsp.CompletionItem> {
  const edit = of.textEdit;
  const range =
    edit === undefined
      ? word
      : "range" in edit
        ? convert.place(edit.range)
        : { insert: convert.place(edit.insert), replace: convert.place(edit.replace) };
  const kinds = monaco.languages.CompletionItemKind;
  const kind = of.kind === undefined ? kinds.Text : (kinds[KINDS[of.kind - 1] ?? "Text"] ?? kinds.Text);
  return {
    label: of.labelDetails
      ? { label: of.label, detail: of.labelDetails.detail, description: of.labelDetails.description }
      : of.label,
    kind,
    range,
    insertText: edit?.newText ?? of.insertText ?? of.label,
    insertTextRules:
      of.insertTextFormat === 2 ? monaco.languages.CompletionItemInsertTextRule.InsertAsSnippet : undefined,
    filterText: of.filterText,
    sortText: of.sortText,
    preselect: of.preselect,
    additionalTextEdits: of.additionalTextEdits?.map(convert.textEdit),
    ...described(of),
    given: of,
  };
}

// The protocol's kinds of completions and symbols in its order, by the names that the editor gives them.
type Kind = keyof typeof monaco.languages.CompletionItemKind;
const KINDS = (
  "Text Method Function Constructor Field Variable Class Interface Module Property Unit Value Enum Keyword Snippet " +
  "Color File Reference Folder EnumMember Constant Struct Event Operator TypeParameter"
).split(" ") as Kind[];
