// The packed extension in VS Code itself: what a person sees who opens a rule file and a filled form.
// Where a step fails, what the screen showed is in out/host.png.

import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { resolve } from "node:path";
import { after, test } from "node:test";
import type { Locator } from "playwright-core";
import { Code } from "./code.ts";

const { name, version } = JSON.parse(readFileSync("package.json", "utf-8"));
const settings = {
  "gouji.python": process.env.GOUJI_PYTHON ?? "python3",
  "gouji.language": "zh",
  "terminal.integrated.gpuAcceleration": "off", // so that its text can be read
};
const code = await Code.open(resolve(`dist/${name}-${version}.vsix`), settings, {
  "规则.gj": `表样 单位表 {
    计量单位 万元
    合计 : 金额 合计自 甲, 乙
    甲 : 金额
    乙 : 金额 必需
    规则 乙不多于甲 错误 {
        应   乙 ≤ 甲
        信息 "乙是 {乙}"
    }
    规则 甲不多 警告 {
        应   甲 < 1
        信息 "甲是 {甲}"
    }
}

用例 "相等" {
    给定 "填好.toml"
    期望 通过 乙不多于甲
}
`,
  "填好.toml": 'form = "单位表"\nyear = 2024\n\n"合计" = 3\n"甲" = 1\n"乙" = 1\n',
});
after(() => code.close());

function step(title: string, body: () => Promise<void>): void {
  test(title, async () => {
    try {
      await body();
    } catch (error) {
      await code.page.screenshot({ path: "out/host.png" });
      throw error;
    }
  });
}

// What is drawn anew while it is clicked takes no notice.
async function clicked(lens: Locator, effect: Locator): Promise<void> {
  await code.settled(lens);
  await lens.click();
  await effect.first().waitFor();
}

step("a mistake in a rule file is marked, told in Chinese, and mended by its fix", async () => {
  await code.errors.first().waitFor({ state: "attached" });
  await code.command("Go to Next Problem in Files (Error, Warning, Info)");
  await code.page.locator(".zone-widget", { hasText: "必填" }).waitFor();
  await code.page.keyboard.press("Escape");
  await code.fix();
  await code.lines.filter({ hasText: /乙\s:\s金额\s必填/ }).waitFor();
  await code.errors.first().waitFor({ state: "detached" });
});

step("a filled form is checked by the rules of now, unsaved as they are", async () => {
  await code.show("填好.toml");
  await code.errors.first().waitFor({ state: "attached" });
});

step("the tests of a rule file run in a terminal, in Chinese", async () => {
  await code.show("规则.gj");
  await code.command("gouji: Run Tests");
  await code.page.locator(".xterm-rows", { hasText: "通过 1" }).waitFor();
});

step(
  "above a rule stands how it comes out, and a click lists where; a click runs a test",
  async () => {
    await code.show("规则.gj");
    await clicked(
      code.lens("不成立").or(code.lens("成立")).first(),
      code.page.locator(".reference-zone-widget, .tab.active[data-resource-name='填好.toml']"),
    );
    await code.page.keyboard.press("Escape");
    await code.show("规则.gj");
    await clicked(code.lens("✓"), code.notifications.getByText("相等"));
    await code.command("Notifications: Clear All Notifications");
  },
);

step("a finding is answered, and what is typed then is the reason", async () => {
  await code.show("填好.toml");
  await code.page.keyboard.press("Control+G");
  await code.page.keyboard.type("5:7");
  await code.page.keyboard.press("Enter");
  await code.page
    .locator(".editor-instance .squiggly-warning")
    .first()
    .waitFor({ state: "attached" });
  await code.fix("用理由说明这个问题");
  await code.lines.filter({ hasText: /reason\s=\s""/ }).waitFor();
  await code.settled(code.lines.getByText("reason"));
  await code.page.keyboard.type("已批复");
  await code.lines.filter({ hasText: /reason\s=\s"已批复"/ }).waitFor();
});

step("a new form begins with all that one of the published forms wants", async () => {
  async function asked(): Promise<void> {
    await code.command("gouji: New Form…");
    await code.choices("A filled form (.toml)").click();
    const name = code.page.locator(".quick-input-widget input");
    await name.waitFor();
    await code.settled(name);
    await code.page.keyboard.press("Enter"); // where it is to be: as proposed
    await code.choices("单位表").waitFor(); // of the workspace
  }
  await asked();
  await code.page.keyboard.press("Escape");
  const tab = code.page.locator(".tab[data-resource-name='填好的表.toml']");
  await tab.waitFor({ state: "detached" }); // nothing is left
  await asked();
  await code.choices("整张《部门整体绩效目标表》").click();
  await code.lines.filter({ hasText: /"表样"\s=\s"部门整体绩效目标表"/ }).waitFor();
  await code.lines.filter({ hasText: /"单位主要职能"/ }).waitFor();
  await code.page.locator(".tab.active[data-resource-name='填好的表.toml']").waitFor();
});

step(
  "without gouji a message says so with what can be done, and it is taken up when it is there",
  async () => {
    await code.show("填好.toml");
    await code.errors.first().waitFor({ state: "attached" });
    assert.equal(await code.notifications.getByText("gouji").count(), 0); // nothing failed so far
    code.set({ ...settings, "gouji.path": "/nowhere/gouji" });
    const message = code.notifications.filter({ hasText: "gouji was not found" });
    await message.waitFor();
    await message.getByText("Choose a Python…").waitFor();
    assert.equal(await code.errors.count(), 0);
    code.set(settings);
    await code.errors.first().waitFor({ state: "attached" });
  },
);
