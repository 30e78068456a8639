// The grammar as VS Code runs it: its own engine and its own matcher of patterns, over a text.

import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import oniguruma from "vscode-oniguruma";
import textmate, { type IGrammar } from "vscode-textmate";

const require = createRequire(import.meta.url);

export interface Token {
  /** Counted from 1, as editors show it. */
  line: number;
  start: number;
  end: number;
  /** The innermost scope, without the name of the language. */
  scope: string;
}

/** The grammar of a file in dist/. */
export async function grammarOf(path: string): Promise<IGrammar> {
  const wasm = readFileSync(require.resolve("vscode-oniguruma/release/onig.wasm"));
  await oniguruma.loadWASM(wasm);
  const registry = new textmate.Registry({
    onigLib: Promise.resolve({
      createOnigScanner: (patterns) => new oniguruma.OnigScanner(patterns),
      createOnigString: (text) => new oniguruma.OnigString(text),
    }),
    loadGrammar: async () => textmate.parseRawGrammar(readFileSync(path, "utf-8"), path),
  });
  const grammar = await registry.loadGrammar("source.gouji");
  if (!grammar) {
    throw new Error(`no grammar in ${path}`);
  }
  return grammar;
}

/** What each piece of a text is taken for; blanks and what is nothing of its own are left out. */
export function tokensOf(grammar: IGrammar, text: string): Token[] {
  const tokens: Token[] = [];
  let stack = textmate.INITIAL;
  for (const [index, line] of text.split("\n").entries()) {
    const result = grammar.tokenizeLine(line, stack);
    stack = result.ruleStack;
    for (const { startIndex: start, endIndex, scopes } of result.tokens) {
      const end = Math.min(endIndex, line.length);
      const scope = (scopes.at(-1) ?? "").replace(/\.gouji$/, "");
      const before = tokens.at(-1);
      if (before?.line === index + 1 && before.end === start && before.scope === scope) {
        before.end = end; // a quotation mark and its text, say
      } else if (line.slice(start, end).trim() && scope !== "source") {
        tokens.push({ line: index + 1, start, end, scope });
      }
    }
  }
  return tokens;
}
