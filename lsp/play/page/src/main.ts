// Where the page begins: the texts of its language first, since the editor takes its own as it loads.

import { load, type Settings } from "./settings";

async function begin(): Promise<void> {
  const settings: Settings = await load();
  document.documentElement.lang = settings.language === "zh" ? "zh-CN" : settings.language;
  if (settings.language === "zh") await import("monaco-editor/nls/lang/zh-cn.js");
  const { App } = await import("./app");
  await new App(settings).start();
}

begin().catch((error: unknown) => {
  document.body.textContent = `gouji: ${String(error)}`;
});
