// Builds and packs the extension: dist/gouji-<version>.vsix. Publishes nothing.

import { copyFileSync, readFileSync, rmSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { createVSIX } from "@vscode/vsce";
import "./build.mjs";

const ROOT = fileURLToPath(new URL("..", import.meta.url));
const { name, version } = JSON.parse(readFileSync(`${ROOT}/package.json`, "utf-8"));
const packagePath = `${ROOT}dist/${name}-${version}.vsix`;

copyFileSync(`${ROOT}/../../LICENSE`, `${ROOT}/LICENSE`);
try {
  await createVSIX({
    cwd: ROOT,
    packagePath,
    dependencies: false, // all that is needed is in the bundle
    rewriteRelativeLinks: false,
    allowMissingRepository: true,
    skipLicense: false,
  });
} finally {
  rmSync(`${ROOT}/LICENSE`);
}
