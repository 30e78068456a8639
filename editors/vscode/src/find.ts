// Which program serves: what the settings name, or the first of the usual places that answers.
// Knows nothing of VS Code, and starts nothing but `--version`.

import { execFile } from "node:child_process";
import { homedir } from "node:os";
import { isAbsolute, join } from "node:path";

/** What starts gouji; a command of its own follows the arguments. */
export interface Program {
  command: string;
  args: string[];
}

export interface Wishes {
  /** The settings `gouji.path` and `gouji.python`; empty where nothing is chosen. */
  path: string;
  python: string;
  /** The Python that is chosen in the editor, where there is one. */
  editorPython?: string | undefined;
  /** What `${workspaceFolder}` stands for. */
  folder?: string | undefined;
}

export interface Attempt extends Program {
  failure: string;
}

export type Search =
  | { program: Program; version: string }
  | { program: undefined; attempts: Attempt[] };

const PATIENCE = 20_000; // milliseconds, for a busy machine
const FOLDER = /\$\{workspaceFolder\}/g;
const VERSION = /^gouji (\S+)/;

/** Where to look, in order. What a setting names is the only place. */
export function candidates(wishes: Wishes, platform: string = process.platform): Program[] {
  const module = ["-m", "gouji"];
  if (wishes.path.trim()) {
    return [{ command: resolved(wishes.path, wishes.folder), args: [] }];
  }
  if (wishes.python.trim()) {
    return [{ command: resolved(wishes.python, wishes.folder), args: module }];
  }
  const pythons = platform === "win32" ? ["py", "python"] : ["python3", "python"];
  return [
    { command: "gouji", args: [] },
    ...(wishes.editorPython ? [{ command: wishes.editorPython, args: module }] : []),
    ...pythons.map((command) => ({ command, args: module })),
  ];
}

/** A path as it is written in settings: `~` is the home folder; what is relative counts from the first folder. */
export function resolved(path: string, folder: string | undefined): string {
  const whole = path.trim().replace(FOLDER, (written) => folder ?? written);
  if (whole === "~" || /^~[/\\]/.test(whole)) {
    return join(homedir(), whole.slice(1));
  }
  const isName = !/[/\\]/.test(whole); // looked for on PATH
  return isName || isAbsolute(whole) || !folder ? whole : join(folder, whole);
}

/** The first place that answers, or what each said instead. */
export async function find(wishes: Wishes): Promise<Search> {
  const attempts: Attempt[] = [];
  for (const program of candidates(wishes)) {
    const answer = await run(program, ["--version"]);
    const version = VERSION.exec(answer.output)?.[1];
    if (version) {
      return { program, version };
    }
    attempts.push({ ...program, failure: answer.complaint || answer.error || answer.output });
  }
  return { program: undefined, attempts };
}

/** What a server says that is started and left alone: nothing, if it is well. */
export async function complaint(program: Program): Promise<string> {
  return (await run(program, ["lsp"])).complaint;
}

interface Answer {
  output: string;
  complaint: string;
  error: string;
}

function run(program: Program, args: string[]): Promise<Answer> {
  return new Promise((resolve) => {
    const child = execFile(
      program.command,
      [...program.args, ...args],
      { timeout: PATIENCE, windowsHide: true },
      (error, output, complaints) => {
        const complaint = complaints.trim().split("\n").at(-1) ?? "";
        resolve({ output, complaint, error: error?.message ?? "" });
      },
    );
    child.stdin?.on("error", () => {}); // it may be gone before it is spoken to
    child.stdin?.end();
  });
}
