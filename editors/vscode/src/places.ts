// Places that the server's lenses lead to, shown as VS Code shows references.
// The protocol's plain objects become VS Code's own here, for commands bring them as they are.

import * as vscode from "vscode";
import type {
  FeatureState,
  LanguageClient,
  Location,
  Position,
  Range,
  StaticFeature,
} from "vscode-languageclient/node";

/** The command that the lenses name; the server keeps to its own way where a client has none. */
export const SHOW_PLACES = "gouji.showPlaces";

/** Tells the server that the command is here. */
export function announcePlaces(client: LanguageClient): void {
  const feature: StaticFeature = {
    fillClientCapabilities: (capabilities) => {
      capabilities.experimental = { commands: { commands: [SHOW_PLACES] } };
    },
    initialize: () => {},
    getState: (): FeatureState => ({ kind: "static" }),
    clear: () => {},
  };
  client.registerFeature(feature);
}

/** Shows places to choose from, beside where they were asked for. */
export async function showPlaces(
  uri: string,
  position: Position,
  places: Location[],
): Promise<void> {
  await vscode.commands.executeCommand(
    "editor.action.showReferences",
    vscode.Uri.parse(uri),
    new vscode.Position(position.line, position.character),
    places.map((place) => new vscode.Location(vscode.Uri.parse(place.uri), rangeOf(place.range))),
  );
}

function rangeOf({ start, end }: Range): vscode.Range {
  return new vscode.Range(start.line, start.character, end.line, end.character);
}
