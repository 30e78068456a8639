// Builds what VS Code loads into dist/: one bundle, two grammars; with --tests, only the tests, into out/test/.

import { readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { basename, join } from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";
import { build } from "esbuild";

const ROOT = fileURLToPath(new URL("..", import.meta.url));
process.chdir(ROOT);

const shared = { bundle: true, platform: "node", target: "node20", logLevel: "warning" };

if (process.argv.includes("--tests")) {
  await tests();
} else {
  await extension();
}

async function extension() {
  rmSync("dist", { recursive: true, force: true });
  const bundle = await build({
    ...shared,
    entryPoints: ["src/extension.ts"],
    outfile: "dist/extension.cjs",
    format: "cjs",
    external: ["vscode"],
    minify: true,
    metafile: true,
    legalComments: "none", // they stand in NOTICES.txt, whole
  });
  writeFileSync("dist/NOTICES.txt", notices(Object.keys(bundle.metafile.inputs)));
  await grammar("grammar/grammar.ts", "GRAMMAR", "dist/gouji.tmLanguage.json");
  await grammar("grammar/markdown.ts", "MARKDOWN_GRAMMAR", "dist/markdown.tmLanguage.json");
}

async function tests() {
  rmSync("out/test", { recursive: true, force: true });
  await build({
    ...shared,
    entryPoints: ["test/*.ts", "test/host/*.ts"],
    outdir: "out/test",
    outbase: "test",
    outExtension: { ".js": ".mjs" },
    format: "esm",
    packages: "external",
  });
}

/** Runs a module and writes what it calls by a name. */
async function grammar(source, name, target) {
  const compiled = join("out", `${basename(source, ".ts")}.mjs`);
  await build({ ...shared, entryPoints: [source], outfile: compiled, format: "esm" });
  const module = await import(pathToFileURL(join(ROOT, compiled)).href);
  writeFileSync(target, `${JSON.stringify(module[name], null, 1)}\n`);
}

/** The licences of the packages that went into the bundle. */
function notices(inputs) {
  const inside = inputs.flatMap((path) => path.match(/^.*node_modules\/(?:@[^/]+\/)?[^/]+/) ?? []);
  const texts = [...new Set(inside)].sort().map((folder) => {
    const { name, version, license } = JSON.parse(readFileSync(`${folder}/package.json`, "utf-8"));
    const [file] = readdirSync(folder).filter((one) => /^licen[cs]e/i.test(one));
    const text = file ? readFileSync(join(folder, file), "utf-8").trim() : license;
    return `${name} ${version} (${license})\n\n${text}\n`;
  });
  return texts.join(`\n${"-".repeat(72)}\n\n`);
}
