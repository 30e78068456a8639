// VS Code itself, run for a test: the server of the package code-server with the packed extension in it, and a page of a
// headless Chromium that shows it. Everything is kept in a folder of the test's own, and ended with it.

import { type ChildProcess, execFileSync, spawn } from "node:child_process";
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type Browser, chromium, type Locator, type Page } from "playwright-core";

const SERVER = "host/code-server@4.100.3/out/server-main.js";
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
const PATIENCE = 90_000;
/** Milliseconds for which a thing that is drawn anew no more stays as it is. */
const SETTLED = 1500;

export type Settings = Record<string, unknown>;

export class Code {
  readonly page: Page;
  private readonly browser: Browser;
  private readonly server: ChildProcess;
  private readonly room: string;

  private constructor(room: string, server: ChildProcess, browser: Browser, page: Page) {
    this.room = room;
    this.server = server;
    this.browser = browser;
    this.page = page;
    page.setDefaultTimeout(PATIENCE);
  }

  /** VS Code with an extension and some files, the first of them open. */
  static async open(
    extension: string,
    settings: Settings,
    files: Record<string, string>,
  ): Promise<Code> {
    const room = mkdtempSync(join(tmpdir(), "gouji-code-"));
    const folder = join(room, "work");
    mkdirSync(folder);
    for (const [name, text] of Object.entries(files)) {
      writeFileSync(join(folder, name), text);
    }
    mkdirSync(join(room, "data", "Machine"), { recursive: true });
    writeSettings(room, settings);
    const places = ["--server-data-dir", room, "--extensions-dir", join(room, "extensions")];
    const accepted = [SERVER, "--accept-server-license-terms", ...places];
    execFileSync("node", [...accepted, "--install-extension", extension], { stdio: "pipe" });
    const server = spawn("node", [
      ...accepted,
      ...["--host", "127.0.0.1", "--port", "0", "--without-connection-token"],
      ...["--disable-workspace-trust", "--disable-telemetry"],
    ]);
    const port = await portOf(server);
    const browser = await chromium.launch({ executablePath: BROWSER, args: QUIET });
    const page = await browser.newPage({ viewport: { width: 1400, height: 900 } });
    const code = new Code(room, server, browser, page);
    const [first] = Object.keys(files);
    const opened = [["openFile", `vscode-remote://127.0.0.1:${port}${folder}/${first}`]];
    const query = new URLSearchParams({ folder, payload: JSON.stringify(opened) });
    await page.goto(`http://127.0.0.1:${port}/?${query}`);
    await page.locator(".monaco-editor .view-line").first().waitFor();
    return code;
  }

  /** What the editor shows, hints between the words included. */
  get lines(): Locator {
    return this.page.locator(".editor-instance .view-lines");
  }

  /** Marks under what is wrong. */
  get errors(): Locator {
    return this.page.locator(".editor-instance .squiggly-error");
  }

  /** Waits until a thing is not drawn anew any more. */
  async settled(thing: Locator): Promise<void> {
    for (let isSettled = false; !isSettled; ) {
      const drawn = await thing.first().elementHandle();
      await this.page.waitForTimeout(SETTLED);
      isSettled = (await drawn?.evaluate((one) => one.isConnected)) ?? false;
    }
  }

  /** What stands above a line. */
  lens(text: string): Locator {
    return this.page.locator(".codelens-decoration a", { hasText: text });
  }

  get notifications(): Locator {
    return this.page.locator(".notifications-toasts");
  }

  /** Changes the settings, as an edit of the file would. */
  set(settings: Settings): void {
    writeSettings(this.room, settings);
  }

  /** Runs a command by its name, as people do. */
  async command(name: string): Promise<void> {
    await this.page.keyboard.press("F1");
    await this.choose(`>${name}`, name);
  }

  /** Takes the fix of that name at the caret, or the first. The menu is asked for again where it goes away by itself. */
  async fix(name = ""): Promise<void> {
    const offered = this.page
      .locator(".action-widget .monaco-list-row.action", { hasText: name })
      .first();
    for (const until = Date.now() + PATIENCE; ; ) {
      await this.command("Quick Fix...");
      try {
        await offered.waitFor({ timeout: PATIENCE / 10 });
        break;
      } catch (error) {
        if (Date.now() > until) throw error;
        await this.page.keyboard.press("Escape");
      }
    }
    await this.page.keyboard.press("Enter");
  }

  /** Opens a file of the folder. */
  async show(name: string): Promise<void> {
    await this.page.keyboard.press("Control+P");
    await this.choose(name, name);
    await this.page.locator(`.tab.active[data-resource-name="${name}"]`).waitFor();
  }

  private async choose(written: string, name: string): Promise<void> {
    await this.page.locator(".quick-input-widget input").fill(written);
    await this.choices(name).first().click();
  }

  /** What there is to choose from. */
  choices(text: string): Locator {
    return this.page.locator(".quick-input-list .monaco-list-row", { hasText: text });
  }

  async close(): Promise<void> {
    await this.browser.close();
    const ended = new Promise((resolve) => this.server.once("exit", resolve));
    this.server.kill();
    await ended;
    rmSync(this.room, { recursive: true, force: true, maxRetries: 5 });
  }
}

function writeSettings(room: string, settings: Settings): void {
  writeFileSync(join(room, "data", "Machine", "settings.json"), JSON.stringify(settings));
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
