// The protocol's places, edits and texts <-> the editor's.

import type * as lsp from "vscode-languageserver-protocol";
import { monaco, type Model } from "./editor";

export function uriOf(model: Model): string {
  return uris.get(model) ?? model.uri.toString();
}

// As the server spelt them: the editor escapes other characters than the server does.
const uris = new WeakMap<Model, string>();

export function name(model: Model, uri: string): void {
  uris.set(model, uri);
}

export function modelOf(uri: string): Model | null {
  return monaco.editor.getModel(monaco.Uri.parse(uri));
}

export function document(model: Model): lsp.TextDocumentIdentifier {
  return { uri: uriOf(model) };
}

export function position(at: monaco.IPosition): lsp.Position {
  return { line: at.lineNumber - 1, character: at.column - 1 };
}

export function range(of: monaco.IRange): lsp.Range {
  return {
    start: { line: of.startLineNumber - 1, character: of.startColumn - 1 },
    end: { line: of.endLineNumber - 1, character: of.endColumn - 1 },
  };
}

export function at(model: Model, where: monaco.IPosition): lsp.TextDocumentPositionParams {
  return { textDocument: document(model), position: position(where) };
}

export function place(of: lsp.Range): monaco.IRange {
  return {
    startLineNumber: of.start.line + 1,
    startColumn: of.start.character + 1,
    endLineNumber: of.end.line + 1,
    endColumn: of.end.character + 1,
  };
}

export function location(of: lsp.Location | lsp.LocationLink): monaco.languages.Location {
  return "targetUri" in of
    ? { uri: monaco.Uri.parse(of.targetUri), range: place(of.targetSelectionRange) }
    : { uri: monaco.Uri.parse(of.uri), range: place(of.range) };
}

export function textEdit(of: lsp.TextEdit): monaco.languages.TextEdit {
  return { range: place(of.range), text: of.newText };
}

/** Edits of the texts that are open; the others are read-only packs. */
export function workspaceEdit(of: lsp.WorkspaceEdit): monaco.languages.WorkspaceEdit {
  const changed: [string, (lsp.TextEdit | lsp.AnnotatedTextEdit | lsp.SnippetTextEdit)[]][] = Object.entries(
    of.changes ?? {},
  );
  for (const one of of.documentChanges ?? []) {
    if ("textDocument" in one) changed.push([one.textDocument.uri, one.edits]);
  }
  const edits = changed.flatMap(([uri, made]) => {
    const model = modelOf(uri);
    if (model === null) return [];
    return made
      .filter((one): one is lsp.TextEdit => "newText" in one)
      .map((one) => ({ resource: model.uri, versionId: undefined, textEdit: textEdit(one) }));
  });
  return { edits };
}

export function markdown(of: lsp.MarkupContent | lsp.MarkedString): monaco.IMarkdownString {
  if (typeof of === "string") return { value: of };
  if ("language" in of) return { value: `\`\`\`${of.language}\n${of.value}\n\`\`\`` };
  return { value: of.kind === "markdown" ? of.value : plain(of.value) };
}

/** A text as Markdown that shows it as it is. */
function plain(written: string): string {
  return written.replace(/[\\`*_{}[\]()#+\-.!<>|~]/g, "\\$&").replace(/\n/g, "\n\n");
}

const SEVERITIES = [
  monaco.MarkerSeverity.Error,
  monaco.MarkerSeverity.Error,
  monaco.MarkerSeverity.Warning,
  monaco.MarkerSeverity.Info,
  monaco.MarkerSeverity.Hint,
];

export function marker(of: lsp.Diagnostic): monaco.editor.IMarkerData {
  return {
    ...place(of.range),
    severity: SEVERITIES[of.severity ?? 1] ?? monaco.MarkerSeverity.Error,
    message: typeof of.message === "string" ? of.message : of.message.value,
    source: of.source,
    code: of.code === undefined ? undefined : String(of.code),
    tags: of.tags?.map((tag) => (tag === 1 ? monaco.MarkerTag.Unnecessary : monaco.MarkerTag.Deprecated)),
    relatedInformation: of.relatedInformation?.map((one) => ({
      ...place(one.location.range),
      resource: monaco.Uri.parse(one.location.uri),
      message: one.message,
    })),
  };
}
