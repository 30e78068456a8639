// VS Code itself, run for a test: the server of the package code-server with the packed extension in it, and a page of a
// headless Chromium that shows it. Everything is kept in a folder of the test's own, and ended with it.

import { type ChildProcess, execFileSync, spawn } from "node:child_process";
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type Browser, chromium, type Page } from "playwright-core";

const SERVER = "host/node_modules/code-server/lib/vscode/out/server-main.js";
const BROWSER = process.env.CHROMIUM ?? "/usr/bin/chromium";
const QUIET = [
  "--no-sandbox",
  "--disable-gpu",
  "--disable-quic",
  "--no-first-run",
  "--disable-background-networking",
  "--disable-component-update",
  "--disable-sync",
];
/** Milliseconds that a busy machine may take. */
export const PATIENCE = 90_000;

export class Code {
  private constructor(
    readonly folder: string,
    readonly page: Page,
    private readonly browser: Browser,
    private readonly server: ChildProcess,
    private readonly room: string,
  ) {}

  /** VS Code with an extension and some files, the first of them open. */
  static async open(
    extension: string,
    settings: Record<string, unknown>,
    files: Record<string, string>,
  ): Promise<Code> {
    const room = mkdtempSync(join(tmpdir(), "gouji-code-"));
    const folder = join(room, "work");
    mkdirSync(folder);
    for (const [name, text] of Object.entries(files)) {
      writeFileSync(join(folder, name), text);
    }
    const machine = join(room, "data", "Machine");
    mkdirSync(machine, { recursive: true });
    writeFileSync(join(machine, "settings.json"), JSON.stringify(settings));
    const places = ["--server-data-dir", room, "--extensions-dir", join(room, "extensions")];
    const accepted = [SERVER, "--accept-server-license-terms", ...places];
    execFileSync("node", [...accepted, "--install-extension", extension]);
    const server = spawn("node", [
      ...accepted,
      ...["--host", "127.0.0.1", "--port", "0", "--without-connection-token"],
      ...["--disable-workspace-trust", "--disable-telemetry"],
    ]);
    const port = await portOf(server);
    const browser = await chromium.launch({ executablePath: BROWSER, args: QUIET });
    const page = await browser.newPage({ viewport: { width: 1400, height: 900 } });
    const [first] = Object.keys(files);
    const opened = [["openFile", `vscode-remote://127.0.0.1:${port}${folder}/${first}`]];
    const query = new URLSearchParams({ folder, payload: JSON.stringify(opened) });
    await page.goto(`http://127.0.0.1:${port}/?${query}`);
    const code = new Code(folder, page, browser, server, room);
    await page.waitForSelector(".monaco-editor .view-line", { timeout: PATIENCE });
    return code;
  }

  /** Runs a command by its name, as people do. */
  async command(name: string): Promise<void> {
    await this.page.keyboard.press("F1");
    const input = this.page.locator(".quick-input-widget input");
    await input.fill(`>${name}`);
    await this.page
      .locator(".quick-input-list .monaco-list-row", { hasText: name })
      .first()
      .click();
  }

  /** Opens a file of the folder. */
  async show(name: string): Promise<void> {
    await this.page.keyboard.press("Control+P");
    await this.page.locator(".quick-input-widget input").fill(name);
    await this.page
      .locator(".quick-input-list .monaco-list-row", { hasText: name })
      .first()
      .click();
    await this.page.waitForSelector(`.tab.active[data-resource-name="${name}"]`, {
      timeout: PATIENCE,
    });
  }

  async close(): Promise<void> {
    await this.browser.close();
    const ended = new Promise((resolve) => this.server.once("exit", resolve));
    this.server.kill();
    await ended;
    rmSync(this.room, { recursive: true, force: true, maxRetries: 5 });
  }
}

function portOf(server: ChildProcess): Promise<number> {
  return new Promise((resolve, reject) => {
    let said = "";
    server.stdout?.on("data", (data) => {
      said += String(data);
      const port = /agent listening on (\d+)/.exec(said)?.[1];
      if (port) {
        resolve(Number(port));
      }
    });
    server.once("exit", () => reject(new Error(said)));
  });
}
