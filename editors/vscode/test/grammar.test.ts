// The grammar: what it makes of some texts stands in test/snapshots. UPDATE=1 writes what it makes of them now.

import assert from "node:assert/strict";
import { readdirSync, readFileSync, writeFileSync } from "node:fs";
import { test } from "node:test";
import { grammarOf, tokensOf } from "./textmate.ts";

const grammar = await grammarOf("dist/gouji.tmLanguage.json");

for (const name of readdirSync("test/grammar")) {
  test(name, () => {
    const text = readFileSync(`test/grammar/${name}`, "utf-8");
    const snapshot = `test/snapshots/${name}.txt`;
    const shown = render(text);
    if (process.env.UPDATE) {
      writeFileSync(snapshot, shown);
    }
    assert.equal(shown, readFileSync(snapshot, "utf-8"));
  });
}

/** Each line of a text, and below it what its pieces are. */
function render(text: string): string {
  const tokens = tokensOf(grammar, text);
  const lines = text
    .split("\n")
    .flatMap((line, index) => [
      `>${line}`,
      ...tokens
        .filter((token) => token.line === index + 1)
        .map((token) => `    ${line.slice(token.start, token.end)}  ${token.scope}`),
    ]);
  return `${lines.join("\n")}\n`;
}
