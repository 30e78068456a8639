// The packed extension in VS Code itself: what a person sees who opens a rule file and a filled form.

import { resolve } from "node:path";
import { after, before, test } from "node:test";
import { Code, PATIENCE } from "./code.ts";

let code: Code;

before(async () => {});
after(async () => {
  await code?.close();
});

test("host", async () => {
  code = await Code.open(
    resolve("dist/gouji-0.1.0.vsix"),
    { "gouji.python": process.env.GOUJI_PYTHON, "gouji.language": "zh" },
    {
      "规则.gj":
        "表样 单位表 {\n    计量单位 万元\n    合计 : 金额 合计自 甲, 乙\n    甲 : 金额\n    乙 : 金鹅\n}\n",
      "填好.toml": 'form = "单位表"\nyear = 2024\n\n"合计" = 3\n"甲" = 1\n"乙" = 1\n',
    },
  );
  const t0 = Date.now();
  await code.page
    .waitForSelector(".squiggly-error", { timeout: PATIENCE, state: "attached" })
    .catch((e) => console.log(e.message));
  console.log("squiggle", Date.now() - t0);
  await code.page.screenshot({ path: "/tmp/vscode-shot.png" });
});
