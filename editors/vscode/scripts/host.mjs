// Installs VS Code itself into host/, for the test that opens files in it: the package code-server ships VS Code's own
// server, and of that package only the server is taken. Of what would be compiled only the terminal is, which takes a
// compiler. Done already, it does nothing.

import { execFileSync, spawnSync } from "node:child_process";
import { createHash } from "node:crypto";
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  renameSync,
  rmSync,
  symlinkSync,
} from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";

const PACKAGE = "code-server@4.100.3";
const DIGEST =
  "sha512-q/Fh2DOxCRNhC/WiG/6sAhSKnj7ZACTVBaeeZ+rWjol//0FCbl/qg1ln5ecZ99jYcfqMxZZAyWcN+YBIo0DgpA==";
const QUIETLY = ["--no-audit", "--no-fund", "--loglevel=error"];
const ROOT = fileURLToPath(new URL("..", import.meta.url));
const HOST = join(ROOT, "host");
const CODE = join(HOST, PACKAGE);

if (!existsSync(CODE)) {
  rmSync(HOST, { recursive: true, force: true });
  mkdirSync(HOST);
  const making = mkdtempSync(join(HOST, "making-"));
  unpack(making);
  // Its own list of packages is not quite complete, which `npm ci` does not take.
  execFileSync("npm", ["install", "--omit=dev", "--ignore-scripts", ...QUIETLY], {
    cwd: making,
    stdio: "inherit",
  });
  linkSearch(making);
  compileTerminal(making);
  renameSync(making, CODE);
}

function unpack(folder) {
  const packing = ["pack", PACKAGE, "--silent", "--pack-destination", HOST];
  const archive = join(HOST, execFileSync("npm", packing, { encoding: "utf-8" }).trim());
  const digest = createHash("sha512").update(readFileSync(archive)).digest("base64");
  if (`sha512-${digest}` !== DIGEST) {
    throw new Error(`${PACKAGE} is not what it was`);
  }
  execFileSync("tar", [
    ...["-xzf", archive, "-C", folder, "--strip-components", "3"],
    "package/lib/vscode",
  ]);
  rmSync(archive);
}

/** The older ripgrep that VS Code asks for would be downloaded from elsewhere; the newer one is a package. */
function linkSearch(folder) {
  const bin = join(folder, "node_modules/@vscode/ripgrep/bin");
  const ours = `node_modules/@vscode/ripgrep-${process.platform}-${process.arch}/bin/rg`;
  mkdirSync(bin, { recursive: true });
  symlinkSync(join(ROOT, ours), join(bin, "rg"));
}

function compileTerminal(folder) {
  const options = ["--ignore-scripts=false", "--loglevel=error"];
  const rebuilt = spawnSync("npm", ["rebuild", "node-pty", ...options], { cwd: folder });
  // What the package does after compiling is for those who work on it, and may fail.
  if (!existsSync(join(folder, "node_modules/node-pty/build/Release/pty.node"))) {
    throw new Error(`the terminal was not compiled\n${rebuilt.stdout}\n${rebuilt.stderr}`);
  }
}
