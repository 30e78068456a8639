// What the editor asks, put to the language server: one provider for each thing that the server says it can do.

import type { MessageConnection } from "vscode-jsonrpc/browser";
import type * as lsp from "vscode-languageserver-protocol";
import { request } from "./connection";
import * as convert from "./convert";
import { monaco, type Model } from "./editor";
import { text } from "./settings";

type Providers = typeof monaco.languages;
type Token = monaco.CancellationToken;
type Given<T, P> = T & { given: P }; // with what the server gave, which it wants back to say more

const none = { dispose: () => undefined };

/** Gives all that is to be undone when the connection ends. */
export function provide(
  connection: MessageConnection,
  server: lsp.ServerCapabilities,
  languages: string[],
  run: (command: lsp.Command) => void,
): monaco.IDisposable[] {
  const it: Providers = monaco.languages;
  const made: monaco.IDisposable[] = [];

  /** The answer; null where the request was given up or the server could not answer: the editor then shows nothing. */
  async function ask<R>(method: string, params: object, token?: Token): Promise<R | null> {
    try {
      return await request<R | null>(connection, method, params, token);
    } catch {
      return null;
    }
  }

  const command = (of: lsp.Command | undefined): monaco.languages.Command | undefined =>
    of && { id: RUN, title: of.title, tooltip: of.tooltip, arguments: [of] };
  made.push(monaco.editor.registerCommand(RUN, (_, of: lsp.Command) => run(of)));

  if (server.completionProvider) {
    const { triggerCharacters, resolveProvider } = server.completionProvider;
    made.push(
      it.registerCompletionItemProvider(languages, {
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
    );
  }
  if (server.hoverProvider) {
    made.push(
      it.registerHoverProvider(languages, {
        async provideHover(model, where, token) {
          const found = await ask<lsp.Hover>("textDocument/hover", convert.at(model, where), token);
          if (!found) return null;
          const contents = Array.isArray(found.contents) ? found.contents : [found.contents];
          return { contents: contents.map(convert.markdown), range: found.range && convert.place(found.range) };
        },
      }),
    );
  }
  if (server.signatureHelpProvider) {
    made.push(
      it.registerSignatureHelpProvider(languages, {
        signatureHelpTriggerCharacters: server.signatureHelpProvider.triggerCharacters,
        signatureHelpRetriggerCharacters: server.signatureHelpProvider.retriggerCharacters,
        async provideSignatureHelp(model, where, token) {
          const found = await ask<lsp.SignatureHelp>("textDocument/signatureHelp", convert.at(model, where), token);
          if (!found) return null;
          const signatures = found.signatures.map((one) => ({
            label: one.label,
            documentation: documentation(one.documentation),
            activeParameter: one.activeParameter ?? undefined,
            parameters: (one.parameters ?? []).map((part) => ({
              label: part.label,
              documentation: documentation(part.documentation),
            })),
          }));
          const value = {
            signatures,
            activeSignature: found.activeSignature ?? 0,
            activeParameter: found.activeParameter ?? 0,
          };
          return { value, ...none };
        },
      }),
    );
  }
  if (server.definitionProvider) {
    made.push(
      it.registerDefinitionProvider(languages, {
        async provideDefinition(model, where, token) {
          const found = await ask<lsp.Location | (lsp.Location | lsp.LocationLink)[]>(
            "textDocument/definition",
            convert.at(model, where),
            token,
          );
          return found ? [found].flat().map(convert.location) : null;
        },
      }),
    );
  }
  if (server.referencesProvider) {
    made.push(
      it.registerReferenceProvider(languages, {
        async provideReferences(model, where, context, token) {
          const params = { ...convert.at(model, where), context };
          const found = await ask<lsp.Location[]>("textDocument/references", params, token);
          return found?.filter((one) => convert.modelOf(one.uri) !== null).map(convert.location);
        },
      }),
    );
  }
  if (server.documentHighlightProvider) {
    made.push(
      it.registerDocumentHighlightProvider(languages, {
        async provideDocumentHighlights(model, where, token) {
          const found = await ask<lsp.DocumentHighlight[]>(
            "textDocument/documentHighlight",
            convert.at(model, where),
            token,
          );
          return found?.map((one) => ({ range: convert.place(one.range) }));
        },
      }),
    );
  }
  if (server.renameProvider) {
    made.push(
      it.registerRenameProvider(languages, {
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
    );
  }
  if (server.documentSymbolProvider) {
    made.push(
      it.registerDocumentSymbolProvider(languages, {
        async provideDocumentSymbols(model, token) {
          const found = await ask<lsp.DocumentSymbol[]>(
            "textDocument/documentSymbol",
            { textDocument: convert.document(model) },
            token,
          );
          return found?.map(symbol);
        },
      }),
    );
  }
  if (server.foldingRangeProvider) {
    made.push(
      it.registerFoldingRangeProvider(languages, {
        async provideFoldingRanges(model, _context, token) {
          const found = await ask<lsp.FoldingRange[]>(
            "textDocument/foldingRange",
            { textDocument: convert.document(model) },
            token,
          );
          return found?.map((one) => ({
            start: one.startLine + 1,
            end: one.endLine + 1,
            kind: one.kind ? monaco.languages.FoldingRangeKind.fromValue(one.kind) : undefined,
          }));
        },
      }),
    );
  }
  if (server.selectionRangeProvider) {
    made.push(
      it.registerSelectionRangeProvider(languages, {
        async provideSelectionRanges(model, positions, token) {
          const params = { textDocument: convert.document(model), positions: positions.map(convert.position) };
          const found = await ask<lsp.SelectionRange[]>("textDocument/selectionRange", params, token);
          return found?.map((innermost) => {
            const ranges = [];
            for (let one: lsp.SelectionRange | undefined = innermost; one; one = one.parent)
              ranges.push({ range: convert.place(one.range) });
            return ranges;
          });
        },
      }),
    );
  }
  if (server.documentLinkProvider) {
    made.push(
      it.registerLinkProvider(languages, {
        async provideLinks(model, token) {
          const found = await ask<lsp.DocumentLink[]>(
            "textDocument/documentLink",
            { textDocument: convert.document(model) },
            token,
          );
          return {
            links: (found ?? []).map((one) => ({
              range: convert.place(one.range),
              url: one.target,
              tooltip: one.tooltip,
            })),
          };
        },
      }),
    );
  }
  if (server.codeActionProvider) {
    const resolves = typeof server.codeActionProvider === "object" && server.codeActionProvider.resolveProvider;
    made.push(
      it.registerCodeActionProvider(languages, {
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
    );
  }
  if (server.codeLensProvider) {
    const resolves = server.codeLensProvider.resolveProvider;
    made.push(
      it.registerCodeLensProvider(languages, {
        async provideCodeLenses(model, token) {
          const found = await ask<lsp.CodeLens[]>(
            "textDocument/codeLens",
            { textDocument: convert.document(model) },
            token,
          );
          const lenses = (found ?? []).map((one) => ({
            range: convert.place(one.range),
            command: command(one.command),
            given: one,
          }));
          return { lenses, ...none };
        },
        async resolveCodeLens(_model, lens, token) {
          if (!resolves || lens.command) return lens;
          const found = await ask<lsp.CodeLens>(
            "codeLens/resolve",
            (lens as Given<typeof lens, lsp.CodeLens>).given,
            token,
          );
          return { ...lens, command: command(found?.command) };
        },
      }),
    );
  }
  const formatted = async (
    method: string,
    model: Model,
    params: object,
    options: monaco.languages.FormattingOptions,
    token: Token,
  ) => {
    const found = await ask<lsp.TextEdit[]>(
      method,
      { textDocument: convert.document(model), ...params, options },
      token,
    );
    return found?.map(convert.textEdit);
  };
  if (server.documentFormattingProvider) {
    made.push(
      it.registerDocumentFormattingEditProvider(languages, {
        provideDocumentFormattingEdits: (model, options, token) =>
          formatted("textDocument/formatting", model, {}, options, token),
      }),
    );
  }
  if (server.documentRangeFormattingProvider) {
    made.push(
      it.registerDocumentRangeFormattingEditProvider(languages, {
        provideDocumentRangeFormattingEdits: (model, range, options, token) =>
          formatted("textDocument/rangeFormatting", model, { range: convert.range(range) }, options, token),
      }),
    );
  }
  if (server.documentOnTypeFormattingProvider) {
    const { firstTriggerCharacter, moreTriggerCharacter } = server.documentOnTypeFormattingProvider;
    made.push(
      it.registerOnTypeFormattingEditProvider(languages, {
        autoFormatTriggerCharacters: [firstTriggerCharacter, ...(moreTriggerCharacter ?? [])],
        provideOnTypeFormattingEdits: (model, where, ch, options, token) =>
          formatted("textDocument/onTypeFormatting", model, { position: convert.position(where), ch }, options, token),
      }),
    );
  }
  if (server.inlayHintProvider) {
    const changed = new monaco.Emitter<void>();
    connection.onRequest("workspace/inlayHint/refresh", () => changed.fire());
    made.push(
      changed,
      it.registerInlayHintsProvider(languages, {
        onDidChangeInlayHints: changed.event,
        async provideInlayHints(model, range, token) {
          const params = { textDocument: convert.document(model), range: convert.range(range) };
          const found = await ask<lsp.InlayHint[]>("textDocument/inlayHint", params, token);
          const hints = (found ?? []).map((one) => ({
            position: { lineNumber: one.position.line + 1, column: one.position.character + 1 },
            label: typeof one.label === "string" ? one.label : one.label.map((part) => ({ label: part.value })),
            tooltip: documentation(one.tooltip),
            paddingLeft: one.paddingLeft,
            paddingRight: one.paddingRight,
            textEdits: one.textEdits?.map(convert.textEdit),
          }));
          return { hints, ...none };
        },
      }),
    );
  }
  const semantic = server.semanticTokensProvider;
  if (semantic) {
    const changed = new monaco.Emitter<void>();
    connection.onRequest("workspace/semanticTokens/refresh", () => changed.fire());
    made.push(
      changed,
      it.registerDocumentSemanticTokensProvider(languages, {
        onDidChange: changed.event,
        getLegend: () => semantic.legend,
        async provideDocumentSemanticTokens(model, previousResultId, token) {
          const textDocument = convert.document(model);
          const hasDelta = previousResultId && typeof semantic.full === "object" && semantic.full.delta;
          const found = hasDelta
            ? await ask<lsp.SemanticTokens | lsp.SemanticTokensDelta>(
                "textDocument/semanticTokens/full/delta",
                { textDocument, previousResultId },
                token,
              )
            : await ask<lsp.SemanticTokens>("textDocument/semanticTokens/full", { textDocument }, token);
          if (!found) return null;
          if ("data" in found) return { resultId: found.resultId, data: new Uint32Array(found.data) };
          const edits = found.edits.map((one) => ({ ...one, data: one.data && new Uint32Array(one.data) }));
          return { resultId: found.resultId, edits };
        },
        releaseDocumentSemanticTokens: () => undefined,
      }),
    );
  }
  return made;
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

const RUN = "gouji.run";

function documentation(of: string | lsp.MarkupContent | undefined): string | monaco.IMarkdownString | undefined {
  return of === undefined || typeof of === "string" ? of : convert.markdown(of);
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

function symbol(of: lsp.DocumentSymbol): monaco.languages.DocumentSymbol {
  return {
    name: of.name,
    detail: of.detail ?? "",
    kind: of.kind - 1, // the same order, from 0
    tags: [],
    range: convert.place(of.range),
    selectionRange: convert.place(of.selectionRange),
    children: of.children?.map(symbol),
  };
}
