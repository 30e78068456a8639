// The client of one server: what it serves, and what it does when the server is gone.
// Until the server has run once, what goes wrong is told by who started it, and nothing is tried again.

import * as vscode from "vscode";
import {
  CloseAction,
  type CloseHandlerResult,
  ErrorAction,
  LanguageClient,
} from "vscode-languageclient/node";
import type { Program } from "./find.ts";
import { announcePlaces } from "./places.ts";
import { language, SECTION } from "./settings.ts";

/** Rule files, and every TOML file whatever it is taken for: the server leaves alone what names no form. */
export const SERVED = [
  { scheme: "file", language: SECTION },
  { scheme: "file", pattern: "**/*.gj" },
  { scheme: "file", pattern: "**/*.toml" },
];

const MOST_RESTARTS = 4;
const WITHIN = 3 * 60_000; // milliseconds
const MOST_ERRORS = 3;

export class Client extends LanguageClient {
  private hasRun = false;
  private closings: number[] = [];

  constructor(program: Program, log: vscode.LogOutputChannel) {
    super(
      SECTION,
      "gouji",
      { command: program.command, args: [...program.args, "lsp", "--lang", language()] },
      {
        documentSelector: SERVED,
        outputChannel: log,
        synchronize: { configurationSection: SECTION },
        initializationFailedHandler: () => false,
        errorHandler: {
          error: (_error, _message, count) => ({
            action: (count ?? 0) <= MOST_ERRORS ? ErrorAction.Continue : ErrorAction.Shutdown,
          }),
          closed: () => this.closed(),
        },
      },
    );
    announcePlaces(this);
  }

  override async start(): Promise<void> {
    await super.start();
    this.hasRun = true;
  }

  /** Written into the log always, and shown once the server has run. */
  override error(message: string, data?: unknown, show?: boolean | "force"): void {
    super.error(message, data, this.hasRun ? show : false);
  }

  private closed(): CloseHandlerResult {
    if (!this.hasRun) {
      return { action: CloseAction.DoNotRestart, handled: true };
    }
    const now = Date.now();
    this.closings = [...this.closings.filter((time) => now - time < WITHIN), now];
    if (this.closings.length <= MOST_RESTARTS) {
      return { action: CloseAction.Restart, handled: true };
    }
    return {
      action: CloseAction.DoNotRestart,
      message: vscode.l10n.t("The server ended again and again, and is not started any more."),
    };
  }
}
