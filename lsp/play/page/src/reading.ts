// Providers that show: what the server knows of a place or a text.

import type * as lsp from "vscode-languageserver-protocol";
import * as convert from "./convert";
import { monaco } from "./editor";
import { documentation, none, type Given, type Session } from "./session";

export function hovers({ ask, server, languages }: Session): monaco.IDisposable[] {
  if (!server.hoverProvider) return [];
  return [
    monaco.languages.registerHoverProvider(languages, {
      async provideHover(model, where, token) {
        const found = await ask<lsp.Hover>("textDocument/hover", convert.at(model, where), token);
        if (!found) return null;
        const contents = Array.isArray(found.contents) ? found.contents : [found.contents];
        return { contents: contents.map(convert.markdown), range: found.range && convert.place(found.range) };
      },
    }),
  ];
}

export function signatures({ ask, server, languages }: Session): monaco.IDisposable[] {
  if (!server.signatureHelpProvider) return [];
  return [
    monaco.languages.registerSignatureHelpProvider(languages, {
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
  ];
}

export function definitions({ ask, server, languages }: Session): monaco.IDisposable[] {
  if (!server.definitionProvider) return [];
  return [
    monaco.languages.registerDefinitionProvider(languages, {
      async provideDefinition(model, where, token) {
        const found = await ask<lsp.Location | (lsp.Location | lsp.LocationLink)[]>(
          "textDocument/definition",
          convert.at(model, where),
          token,
        );
        return found ? [found].flat().map(convert.location) : null;
      },
    }),
  ];
}

export function references({ ask, server, languages }: Session): monaco.IDisposable[] {
  if (!server.referencesProvider) return [];
  return [
    monaco.languages.registerReferenceProvider(languages, {
      async provideReferences(model, where, context, token) {
        const params = { ...convert.at(model, where), context };
        const found = await ask<lsp.Location[]>("textDocument/references", params, token);
        return found?.filter((one) => convert.modelOf(one.uri) !== null).map(convert.location);
      },
    }),
  ];
}

export function highlights({ ask, server, languages }: Session): monaco.IDisposable[] {
  if (!server.documentHighlightProvider) return [];
  return [
    monaco.languages.registerDocumentHighlightProvider(languages, {
      async provideDocumentHighlights(model, where, token) {
        const found = await ask<lsp.DocumentHighlight[]>(
          "textDocument/documentHighlight",
          convert.at(model, where),
          token,
        );
        return found?.map((one) => ({ range: convert.place(one.range) }));
      },
    }),
  ];
}

export function symbols({ ask, server, languages }: Session): monaco.IDisposable[] {
  if (!server.documentSymbolProvider) return [];
  return [
    monaco.languages.registerDocumentSymbolProvider(languages, {
      async provideDocumentSymbols(model, token) {
        const found = await ask<lsp.DocumentSymbol[]>(
          "textDocument/documentSymbol",
          { textDocument: convert.document(model) },
          token,
        );
        return found?.map(symbol);
      },
    }),
  ];
}

export function foldings({ ask, server, languages }: Session): monaco.IDisposable[] {
  if (!server.foldingRangeProvider) return [];
  return [
    monaco.languages.registerFoldingRangeProvider(languages, {
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
  ];
}

export function selections({ ask, server, languages }: Session): monaco.IDisposable[] {
  if (!server.selectionRangeProvider) return [];
  return [
    monaco.languages.registerSelectionRangeProvider(languages, {
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
  ];
}

export function links({ ask, server, languages }: Session): monaco.IDisposable[] {
  if (!server.documentLinkProvider) return [];
  return [
    monaco.languages.registerLinkProvider(languages, {
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
  ];
}

export function lenses({ connection, ask, command, server, languages }: Session): monaco.IDisposable[] {
  if (!server.codeLensProvider) return [];
  const resolves = server.codeLensProvider.resolveProvider;
  const changed = new monaco.Emitter<monaco.languages.CodeLensProvider>();
  const provider: monaco.languages.CodeLensProvider = {
    onDidChange: changed.event,
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
  };
  connection.onRequest("workspace/codeLens/refresh", () => changed.fire(provider));
  return [changed, monaco.languages.registerCodeLensProvider(languages, provider)];
}

export function hints({ ask, connection, server, languages }: Session): monaco.IDisposable[] {
  if (!server.inlayHintProvider) return [];
  const changed = new monaco.Emitter<void>();
  connection.onRequest("workspace/inlayHint/refresh", () => changed.fire());
  return [
    changed,
    monaco.languages.registerInlayHintsProvider(languages, {
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
  ];
}

export function colours({ ask, connection, server, languages }: Session): monaco.IDisposable[] {
  const semantic = server.semanticTokensProvider;
  if (!semantic) return [];
  const changed = new monaco.Emitter<void>();
  connection.onRequest("workspace/semanticTokens/refresh", () => changed.fire());
  return [
    changed,
    monaco.languages.registerDocumentSemanticTokensProvider(languages, {
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
  ];
}

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
