// Texts that the code says: each has its Chinese, and no Chinese is left over.

import assert from "node:assert/strict";
import { readdirSync, readFileSync } from "node:fs";
import { test } from "node:test";

test("each text of the code has its Chinese", () => {
  const code = readdirSync("src").map((name) => readFileSync(`src/${name}`, "utf-8"));
  const calls = code.flatMap((text) => [...text.matchAll(/l10n\.t\(\s*"([^"]+)"/g)]);
  const said = calls.map((call) => call[1] ?? "");
  const known = JSON.parse(readFileSync("l10n/bundle.l10n.zh-cn.json", "utf-8"));
  assert.equal(code.join("").split("l10n.t(").length - 1, said.length);
  assert.deepEqual([...new Set(said)].sort(), Object.keys(known).sort());
  for (const [english, chinese] of Object.entries<string>(known)) {
    assert.deepEqual(chinese.match(/\{\d\}/g), english.match(/\{\d\}/g), english);
  }
});
