// Builds the page into ../bundle: scripts, styles, the editor's font and worker, and the example forms.
// Takes nothing from the network; `make page` installs what stands in package-lock.json first.

import { build } from "esbuild";
import { cp, mkdir, readdir, readFile, rm, writeFile } from "node:fs/promises";
import { dirname, join, resolve } from "node:path";

const here = import.meta.dirname;
const out = resolve(here, "../bundle");
const examples = resolve(here, "../../../examples");

await rm(out, { recursive: true, force: true });
await build({
    entryPoints: { main: join(here, "src/main.ts"), worker: "monaco-editor/editor/editor.worker.js" },
    outdir: out,
    bundle: true,
    splitting: true,
    format: "esm",
    target: "es2022",
    minify: true,
    legalComments: "none", // the licences stand in licences.txt
    loader: { ".ttf": "file" },
    assetNames: "[name]",
    chunkNames: "[name]-[hash]",
    logLevel: "warning",
    absWorkingDir: here,
});
// The styles of what is loaded later stand in main.css already.
for (const name of await readdir(out)) if (/^app-.*\.css$/.test(name)) await rm(join(out, name));
await cp(join(here, "index.html"), join(out, "index.html"));
await cp(join(here, "icon.svg"), join(out, "icon.svg"));
for (const form of await readdir(examples, { recursive: true })) {
    if (!form.endsWith(".toml")) continue;
    await mkdir(join(out, "examples", dirname(form)), { recursive: true });
    await cp(join(examples, form), join(out, "examples", form));
}

// What is shipped in the bundle is other people's work too.
const licences = [];
for (const name of [
    "monaco-editor",
    "vscode-languageserver-protocol",
    "vscode-jsonrpc",
    "vscode-languageserver-types",
]) {
    const folder = join(here, "node_modules", name);
    const about = JSON.parse(await readFile(join(folder, "package.json"), "utf-8"));
    const files = name === "monaco-editor" ? ["LICENSE", "ThirdPartyNotices.txt"] : ["License.txt"];
    for (const file of files) {
        licences.push(`${name} ${about.version}\n\n${await readFile(join(folder, file), "utf-8")}`);
    }
}
await writeFile(join(out, "licences.txt"), licences.join(`\n\n${"-".repeat(78)}\n\n`));
