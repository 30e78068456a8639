// The settings of a user, and what they mean for the server. Decides nothing else.

import * as vscode from "vscode";
import type { Wishes } from "./find.ts";
import { languageOf } from "./language.ts";

export const SECTION = "gouji";
/** A change of these starts the server anew. */
export const SERVER_SETTINGS = ["path", "python", "language"].map((name) => `${SECTION}.${name}`);

function setting(name: string): string {
  return vscode.workspace.getConfiguration(SECTION).get<string>(name) ?? "";
}

export async function wishes(): Promise<Wishes> {
  return {
    path: setting("path"),
    python: setting("python"),
    editorPython: await chosenPython(),
    folder: vscode.workspace.workspaceFolders?.[0]?.uri.fsPath,
  };
}

/** The language of what is said: that of the editor, if none is chosen. */
export function language(): "zh" | "en" {
  return languageOf(setting("language"), vscode.env.language);
}

/** What the Python extension offers to others, as far as it is used here. */
interface PythonExtension {
  environments?: { getActiveEnvironmentPath(): { path: string } };
}

/** The interpreter that is chosen in the Python extension, where that is installed. */
async function chosenPython(): Promise<string | undefined> {
  const extension = vscode.extensions.getExtension<PythonExtension>("ms-python.python");
  try {
    const path = (await extension?.activate())?.environments?.getActiveEnvironmentPath().path;
    return path && path !== "python" ? path : undefined;
  } catch {
    return undefined; // whatever is wrong with it, others places are left to look at
  }
}
