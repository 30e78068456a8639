// Installs VS Code itself into host/, for the test that opens files in it: the package code-server ships VS Code's own server.
// Nothing is compiled: what lacks its native part (a terminal, a watchdog) is not used here. Done already, it does nothing.

import { execFileSync } from "node:child_process";
import { existsSync, mkdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";

const HOST = fileURLToPath(new URL("../host/", import.meta.url));
const CODE = join(HOST, "node_modules/code-server/lib/vscode");
const DONE = join(HOST, "node_modules/.gouji-host");

const wanted = readFileSync(join(HOST, "package-lock.json"), "utf-8");
if (!existsSync(DONE) || readFileSync(DONE, "utf-8") !== wanted) {
  npm("ci", HOST);
  npm("install", CODE); // its own list of packages is not quite complete, which `ci` does not take
  // The older ripgrep that VS Code asks for would be downloaded from elsewhere; the newer one is a package.
  const binary = `@vscode/ripgrep-${process.platform}-${process.arch}/bin/rg`;
  const folder = join(CODE, "node_modules/@vscode/ripgrep/bin");
  mkdirSync(folder, { recursive: true });
  rmSync(join(folder, "rg"), { force: true });
  symlinkSync(join(HOST, "node_modules", binary), join(folder, "rg"));
  writeFileSync(DONE, wanted);
}

function npm(command, folder) {
  const options = ["--omit=dev", "--ignore-scripts", "--no-audit", "--no-fund", "--loglevel=error"];
  execFileSync("npm", [command, ...options], { cwd: folder, stdio: "inherit" });
}
