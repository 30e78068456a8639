// What the editor asks, put to the language server: one provider for each thing that the server says it can do.

import type { MessageConnection } from "vscode-jsonrpc/browser";
import type * as lsp from "vscode-languageserver-protocol";
import { monaco } from "./editor";
import * as convert from "./convert";
import * as reading from "./reading";
import { asking, type Session } from "./session";
import * as writing from "./writing";

const PROVIDERS: ((session: Session) => monaco.IDisposable[])[] = [
  writing.completions,
  reading.hovers,
  reading.signatures,
  reading.definitions,
  reading.references,
  reading.highlights,
  writing.renames,
  reading.symbols,
  reading.foldings,
  reading.selections,
  reading.links,
  writing.fixes,
  reading.lenses,
  writing.formats,
  writing.rangeFormats,
  writing.typedFormats,
  reading.hints,
  reading.colours,
];

// The server's commands as the editor knows them. Places are shown by the editor itself.
const RUN = "gouji.run";
const PEEK = "editor.action.peekLocations";
export const SHOW_PLACES = "gouji.showPlaces";

/** Gives all that is to be undone when the connection ends. */
export function provide(
  connection: MessageConnection,
  server: lsp.ServerCapabilities,
  languages: string[],
  run: (command: lsp.Command) => void,
): monaco.IDisposable[] {
  const session = { connection, server, languages, ask: asking(connection), command };
  const running = monaco.editor.registerCommand(RUN, (_, of: lsp.Command) => run(of));
  return [running, ...PROVIDERS.flatMap((one) => one(session))];
}

function command(of: lsp.Command | undefined): monaco.languages.Command | undefined {
  if (of?.command !== SHOW_PLACES) return of && { id: RUN, title: of.title, tooltip: of.tooltip, arguments: [of] };
  const [uri, position, places] = (of.arguments ?? []) as [string, lsp.Position, lsp.Location[]];
  const shown = places.filter((one) => convert.modelOf(one.uri) !== null).map(convert.location);
  const where = { lineNumber: position.line + 1, column: position.character + 1 };
  return { id: PEEK, title: of.title, arguments: [monaco.Uri.parse(uri), where, shown] };
}
