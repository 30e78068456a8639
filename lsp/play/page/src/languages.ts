// The two languages as the editor sees them before the server answers: rough colours, brackets, words.
// Which words are keywords and functions, the server says; semantic tokens then take over.

import { monaco } from "./editor";
import type { Settings } from "./settings";

export const RULES = "gouji";
export const FORM = "toml";

const WORD = /[\p{L}\p{N}_]+/u;

export function registerLanguages({ keywords, functions }: Settings): void {
  monaco.languages.register({ id: RULES, extensions: [".gj"] });
  monaco.languages.register({ id: FORM, extensions: [".toml"] });
  monaco.languages.setLanguageConfiguration(RULES, {
    wordPattern: /[\p{L}\p{N}_]+/gu,
    comments: { lineComment: "#" },
    brackets: [
      ["{", "}"],
      ["[", "]"],
      ["(", ")"],
      ["｛", "｝"],
      ["【", "】"],
      ["（", "）"],
      ["「", "」"],
    ],
    autoClosingPairs: ["{}", "[]", "()", "｛｝", "（）", "「」", '""', "“”"].map(pair),
    surroundingPairs: ["{}", "[]", "()", "（）", "「」", '""', "“”"].map(pair),
    onEnterRules: [
      { beforeText: /^\s*##/, action: { indentAction: monaco.languages.IndentAction.None, appendText: "## " } },
    ],
  });
  monaco.languages.setLanguageConfiguration(FORM, {
    wordPattern: /[\p{L}\p{N}_.%％-]+/gu,
    comments: { lineComment: "#" },
    brackets: [
      ["{", "}"],
      ["[", "]"],
    ],
    autoClosingPairs: ["{}", "[]", '""', "''"].map(pair),
    surroundingPairs: ["{}", "[]", '""', "''"].map(pair),
  });
  monaco.languages.setMonarchTokensProvider(RULES, {
    keywords,
    functions,
    unicode: true,
    tokenizer: {
      root: [
        [/##.*$/, "comment.doc"],
        [/[#＃].*$/, "comment"],
        [/"""/, "string", "@long"],
        [/"(?:[^"\\]|\\.)*"?/, "string"],
        [/“[^”]*”?/, "string"],
        [/「[^」]*」?/, "property"],
        [/[-+]?\d[\d.]*[\p{L}%％‰]*/u, "number"],
        [WORD, { cases: { "@keywords": "keyword", "@functions": "function", "@default": "property" } }],
        [/[=≠≥≤<>≈+\-−×÷*/]/, "operator"],
      ],
      long: [
        [/"""/, "string", "@pop"],
        [/[^"]+|"/, "string"],
      ],
    },
  });
  monaco.languages.setMonarchTokensProvider(FORM, {
    unicode: true,
    tokenizer: {
      root: [
        [/#.*$/, "comment"],
        [/^\s*\[.*?\](?=\s*(?:#.*)?$)/, "type"],
        [
          /(?:"(?:[^"\\]|\\.)*"|'[^']*'|[\p{L}\p{N}_-]+)(?:\s*\.\s*(?:"(?:[^"\\]|\\.)*"|'[^']*'|[\p{L}\p{N}_-]+))*(?=\s*=)/u,
          "property",
        ],
        [/"""/, "string", "@basic"],
        [/'''/, "string", "@literal"],
        [/"(?:[^"\\]|\\.)*"?|'[^']*'?/, "string"],
        [/\b(?:true|false)\b/, "keyword"],
        [/[-+]?\d[\d_.:TZeE+-]*/, "number"],
      ],
      basic: [
        [/"""/, "string", "@pop"],
        [/[^"]+|"/, "string"],
      ],
      literal: [
        [/'''/, "string", "@pop"],
        [/[^']+|'/, "string"],
      ],
    },
  });
  defineTheme(
    "gouji-light",
    "vs",
    {
      keyword: "1d4ed8",
      type: "0f766e",
      function: "9333ea",
      property: "1f2937",
      string: "a3450b",
      number: "047857",
      operator: "64748b",
      comment: "6b7280",
    },
    {
      "editor.background": "#ffffff",
      "editorLineNumber.foreground": "#667284",
      "editorLineNumber.activeForeground": "#1b2430",
      "editorGutter.background": "#ffffff",
      "editorInlayHint.background": "#fef3c7",
      "editorInlayHint.foreground": "#92400e",
    },
  );
  defineTheme(
    "gouji-dark",
    "vs-dark",
    {
      keyword: "7cacf8",
      type: "5eead4",
      function: "d8a6ff",
      property: "e2e8f0",
      string: "f0b37e",
      number: "86efac",
      operator: "94a3b8",
      comment: "8b98a9",
    },
    {
      "editor.background": "#171b22",
      "editorLineNumber.foreground": "#8793a4",
      "editorLineNumber.activeForeground": "#e5eaf1",
      "editorGutter.background": "#171b22",
      "editorInlayHint.background": "#3b3216",
      "editorInlayHint.foreground": "#fcd34d",
    },
  );
}

function pair(both: string): { open: string; close: string } {
  return { open: both[0] ?? "", close: both[1] ?? "" };
}

function defineTheme(
  name: string,
  base: "vs" | "vs-dark",
  words: Record<string, string>,
  colors: Record<string, string>,
): void {
  const rules = Object.entries(words).map(([token, foreground]) => ({ token, foreground }));
  monaco.editor.defineTheme(name, { base, inherit: true, rules, colors });
}
