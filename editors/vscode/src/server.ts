// The server's life: found, started, started anew, ended; and what is said where that fails.
// Never installs anything: a button types the command into a terminal, and the user decides.

import * as vscode from "vscode";
import { State } from "vscode-languageclient/node";
import { Client, SERVED } from "./client.ts";
import { complaint, find, type Program, type Search } from "./find.ts";
import { wishes } from "./settings.ts";

export class Server implements vscode.Disposable {
  readonly log = vscode.window.createOutputChannel("gouji", { log: true });
  private readonly status = vscode.languages.createLanguageStatusItem("gouji.server", SERVED);
  private client: Client | undefined;
  private found: Search | undefined;
  private last: Promise<void> = Promise.resolve();
  /** Whether it was ever asked to run. */
  isWanted = false;

  constructor() {
    this.status.name = "gouji";
    this.status.command = {
      command: "gouji.showOutput",
      title: vscode.l10n.t("Show Output"),
    };
  }

  /** Ends what runs and starts what the settings say now; one after the other, however often it is asked for. */
  restart(): Promise<void> {
    this.isWanted = true;
    this.last = this.last.then(async () => {
      await this.stop();
      await this.start();
    });
    return this.last;
  }

  /** Starts it where nobody has, and waits until it runs, or cannot. */
  ready(): Promise<void> {
    return this.isWanted ? this.last : this.restart();
  }

  /** The program that serves; asked for by commands that run it for something else. */
  async program(): Promise<Program | undefined> {
    await this.last;
    return this.found?.program;
  }

  async dispose(): Promise<void> {
    await this.last;
    await this.stop();
    this.status.dispose();
    this.log.dispose();
  }

  private async stop(): Promise<void> {
    const client = this.client;
    this.client = undefined;
    if (client?.state === State.Running) {
      await client.stop().catch(() => {}); // it is gone, which was the wish
    }
    await client?.dispose().catch(() => {});
  }

  private async start(): Promise<void> {
    this.say(vscode.LanguageStatusSeverity.Information, vscode.l10n.t("starting"), true);
    const found = await find(await wishes());
    this.found = found;
    if (!found.program) {
      for (const attempt of found.attempts) {
        this.log.warn(`${[attempt.command, ...attempt.args].join(" ")}: ${attempt.failure}`);
      }
      this.say(vscode.LanguageStatusSeverity.Error, vscode.l10n.t("not found"));
      const missing = vscode.l10n.t(
        "gouji was not found. Rule files and filled forms are not checked until it is installed or chosen.",
      );
      void this.offer(missing, undefined);
      return;
    }
    const { command, args } = found.program;
    this.log.info(`gouji ${found.version}: ${[command, ...args].join(" ")}`);
    this.client = new Client(found.program, this.log);
    try {
      await this.client.start();
      this.say(vscode.LanguageStatusSeverity.Information, found.version);
    } catch (error) {
      const reason = (await complaint(found.program)) || String(error);
      this.log.error(reason);
      this.say(vscode.LanguageStatusSeverity.Error, vscode.l10n.t("does not start"));
      void this.offer(vscode.l10n.t("gouji does not start: {0}", reason), found.program);
    }
  }

  private say(severity: vscode.LanguageStatusSeverity, detail: string, busy = false): void {
    this.status.severity = severity;
    this.status.text = "gouji";
    this.status.detail = detail;
    this.status.busy = busy;
  }

  /** A message with what can be done: install, choose a Python or a program, look closer. */
  private async offer(message: string, program: Program | undefined): Promise<void> {
    const install = vscode.l10n.t("Install…");
    const python = vscode.l10n.t("Choose a Python…");
    const settings = vscode.l10n.t("Settings");
    const output = vscode.l10n.t("Show Output");
    const choice = await vscode.window.showErrorMessage(message, install, python, settings, output);
    if (choice === install) {
      const terminal = vscode.window.createTerminal("gouji");
      const runner = program?.args.length ? program.command : defaultPython();
      terminal.show();
      terminal.sendText(`${runner} -m pip install "gouji[lsp]"`, false);
    } else if (choice === python) {
      await vscode.commands.executeCommand("gouji.choosePython");
    } else if (choice === settings) {
      await vscode.commands.executeCommand("workbench.action.openSettings", "@ext:gouji.gouji");
    } else if (choice === output) {
      this.log.show();
    }
  }
}

function defaultPython(): string {
  return process.platform === "win32" ? "py" : "python3";
}
