// The small parts that decide something without an editor.

import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { test } from "node:test";
import { blankForm, blankRules } from "../src/blank.ts";
import { languageOf } from "../src/language.ts";
import { isServed } from "../src/need.ts";

test("the language is the one chosen, else the editor's: Chinese of any kind, or English", () => {
  assert.equal(languageOf("en", "zh-cn"), "en");
  assert.equal(languageOf("auto", "zh-tw"), "zh");
  assert.equal(languageOf("", "zh-CN"), "zh");
  assert.equal(languageOf("auto", "de"), "en");
});

test("rule files and TOML files that look like a form are what the server is for", () => {
  for (const head of [
    'form = "单位表"',
    '# 表\n"表样" = "单位表"',
    'form ＝ "甲"',
    '[["指标"]]\n',
    "[支出]\n",
    '"单位名称" = "某"',
  ]) {
    assert.ok(isServed("/a/b.toml", head), head);
  }
  for (const head of ['[package]\nname = "x"', 'format = "x"', 'title = "中文"', ""]) {
    assert.ok(!isServed("/a/Cargo.toml", head), head);
  }
  assert.ok(isServed("/a/B.GJ", ""));
  assert.ok(!isServed("/a/b.md", 'form = "单位表"'));
});

test("what a new file begins with has no mistake but what is not filled in", () => {
  const folder = mkdtempSync(join(tmpdir(), "gouji-blank-"));
  try {
    writeFileSync(join(folder, "规则.gj"), blankRules("新表"));
    assert.equal(findings(join(folder, "规则.gj")).size, 0);
    for (const language of ["zh", "en"] as const) {
      writeFileSync(join(folder, "填.toml"), blankForm("新表", 2024, language));
      assert.deepEqual([...findings(join(folder, "填.toml"))], ["missing-value", "missing-rows"]);
    }
  } finally {
    rmSync(folder, { recursive: true });
  }
});

test("what the walkthrough shows can be done, in both languages", () => {
  const folder = mkdtempSync(join(tmpdir(), "gouji-walk-"));
  try {
    for (const ending of ["md", "nls.zh.md"]) {
      const [form, rule, tried] = ["form", "rule", "test"].map((name) =>
        shown(readFileSync(`walkthrough/${name}.${ending}`, "utf-8")),
      );
      const rules = join(folder, "规则.gj");
      writeFileSync(rules, `${rule}\n${tried}`);
      writeFileSync(join(folder, "填好的表.toml"), form ?? "");
      assert.equal(findings(rules).size, 0);
      const open = [...findings(join(folder, "填好的表.toml"))]; // as not all is filled in
      assert.ok(open.includes("missing-rows"));
      assert.deepEqual(
        open.filter((code) => /^(toml|no-such|unknown|wrong)/.test(code)),
        [],
      );
      const test = gouji(["test", rules]);
      assert.equal(test.status, 0, test.stdout);
    }
  } finally {
    rmSync(folder, { recursive: true });
  }
});

test("every text stands in both languages", () => {
  const read = (path: string) => JSON.parse(readFileSync(path, "utf-8")) as Record<string, string>;
  const english = read("package.nls.json");
  const chinese = read("package.nls.zh-cn.json");
  const named = readFileSync("package.json", "utf-8").matchAll(/"%([\w.]+)%"/g);
  assert.deepEqual(Object.keys(english), Object.keys(chinese));
  assert.deepEqual(new Set(Object.keys(english)), new Set([...named].map((match) => match[1])));
});

/** The block of a page. */
function shown(page: string): string {
  return /```\w+\n(.*?)```/s.exec(page)?.[1] ?? "";
}

/** The codes of what gouji finds in a file. */
function findings(path: string): Set<string> {
  const done = gouji(["check", "--format", "json", path]);
  const found = JSON.parse(done.stdout).findings as { code: string }[];
  return new Set(found.map((one) => one.code));
}

function gouji(args: string[]): { status: number | null; stdout: string } {
  const python = process.env.GOUJI_PYTHON ?? "python3";
  return spawnSync(python, ["-m", "gouji", ...args], { encoding: "utf-8" });
}
