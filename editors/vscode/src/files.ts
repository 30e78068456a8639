// Files of the workspace as they are on disk.

import * as vscode from "vscode";

/** What a file holds; nothing where it cannot be read, a link that leads nowhere say. */
export async function read(uri: vscode.Uri): Promise<Uint8Array> {
  try {
    return await vscode.workspace.fs.readFile(uri);
  } catch {
    return new Uint8Array();
  }
}
