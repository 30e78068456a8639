// Where gouji is looked for, what is said where it is not, and that what is found serves.

import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { homedir } from "node:os";
import { delimiter, dirname, join } from "node:path";
import { test } from "node:test";
import {
  createProtocolConnection,
  DidOpenTextDocumentNotification,
  InitializedNotification,
  InitializeRequest,
  PublishDiagnosticsNotification,
  type PublishDiagnosticsParams,
  ShutdownRequest,
  StreamMessageReader,
  StreamMessageWriter,
} from "vscode-languageserver-protocol/node";
import { candidates, complaint, find, resolved } from "../src/find.ts";

const NOTHING = { path: "", python: "" };
/** A Python that has gouji. */
const python = process.env.GOUJI_PYTHON ?? "python3";
const served = { command: python, args: ["-m", "gouji"] };

function commands(wishes: Parameters<typeof candidates>[0], platform: string): string[] {
  return candidates(wishes, platform).map((one) => [one.command, ...one.args].join(" "));
}

test("the usual places, in order", () => {
  assert.deepEqual(commands(NOTHING, "linux"), ["gouji", "python3 -m gouji", "python -m gouji"]);
  assert.deepEqual(commands({ ...NOTHING, editorPython: "/venv/bin/python" }, "win32"), [
    "gouji",
    "/venv/bin/python -m gouji",
    "py -m gouji",
    "python -m gouji",
  ]);
});

test("what a setting names is the only place", () => {
  assert.deepEqual(commands({ path: " /opt/gouji ", python: "py" }, "linux"), ["/opt/gouji"]);
  assert.deepEqual(commands({ path: " ", python: "/opt/py" }, "linux"), ["/opt/py -m gouji"]);
});

test("paths as they are written in settings", () => {
  assert.equal(resolved("~/venv/bin/python", undefined), join(homedir(), "venv/bin/python"));
  assert.equal(resolved("$" + "{workspaceFolder}/.venv/bin/gouji", "/w"), "/w/.venv/bin/gouji");
  assert.equal(resolved(".venv/bin/gouji", "/w"), join("/w", ".venv/bin/gouji"));
  assert.equal(resolved("gouji", "/w"), "gouji");
});

test("a Python that has it is found, with its version", async () => {
  const search = await find({ path: "", python });
  assert.deepEqual(search.program, served);
  assert.match("version" in search ? search.version : "", /^\d+\.\d+/);
  assert.equal(await complaint(served), "");
});

test("each place that does not answer says why", async () => {
  const search = await find({ path: "/nowhere/gouji", python: "" });
  assert.equal(search.program, undefined);
  assert.match("attempts" in search ? (search.attempts[0]?.failure ?? "") : "", /ENOENT/);
});

test("another program of that name is not it", async () => {
  const search = await find({ path: process.execPath, python: "" }); // node has a --version too
  assert.equal(search.program, undefined);
});

test("it is found on PATH", async () => {
  const before = process.env.PATH;
  process.env.PATH = [dirname(python), before].join(delimiter);
  try {
    assert.ok((await find(NOTHING)).program);
  } finally {
    process.env.PATH = before;
  }
});

test("what is found serves: a mistake is told while the server runs, and it ends when asked", async () => {
  const server = spawn(served.command, [...served.args, "lsp", "--lang", "en"]);
  const connection = createProtocolConnection(
    new StreamMessageReader(server.stdout),
    new StreamMessageWriter(server.stdin),
  );
  connection.listen();
  const told = new Promise<PublishDiagnosticsParams>((resolve) => {
    connection.onNotification(PublishDiagnosticsNotification.type, resolve);
  });
  await connection.sendRequest(InitializeRequest.type, {
    processId: null,
    rootUri: null,
    workspaceFolders: [],
    capabilities: {},
  });
  await connection.sendNotification(InitializedNotification.type, {});
  const uri = "file:///tmp/%E8%A1%A8.gj";
  await connection.sendNotification(DidOpenTextDocumentNotification.type, {
    textDocument: { uri, languageId: "gouji", version: 1, text: "表样 甲 { 乙 : 金鹅 }\n" },
  });
  const { diagnostics } = await told;
  assert.equal(diagnostics[0]?.range.start.line, 0);
  await connection.sendRequest(ShutdownRequest.type);
  const ended = new Promise((resolve) => server.once("exit", resolve));
  await connection.sendNotification("exit");
  assert.equal(await ended, 0);
  connection.dispose();
});
