// Prints what the grammar takes each piece of some files for, as JSON; tests/editors/test_vscode.py holds it against the parser.

import { readFileSync } from "node:fs";
import { grammarOf, type Token, tokensOf } from "./textmate.ts";

const grammar = await grammarOf("dist/gouji.tmLanguage.json");
const found: Record<string, Token[]> = {};
for (const path of process.argv.slice(2)) {
  found[path] = tokensOf(grammar, readFileSync(path, "utf-8"));
}
console.log(JSON.stringify(found));
