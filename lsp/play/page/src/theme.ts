// Light or dark: as the system has it, or as was chosen.

import { monaco } from "./editor";
import { text } from "./settings";

const CHOICES = ["auto", "light", "dark"] as const;
const REMEMBERED = "gouji-theme";

export class Theme {
  private readonly system = matchMedia("(prefers-color-scheme: dark)");

  constructor(private readonly choice: HTMLSelectElement) {
    choice.setAttribute("aria-label", text("theme"));
    for (const one of CHOICES) choice.append(new Option(text(`theme-${one}`), one));
    choice.value = CHOICES.find((one) => one === localStorage.getItem(REMEMBERED)) ?? "auto";
    choice.addEventListener("change", () => {
      localStorage.setItem(REMEMBERED, choice.value);
      this.apply();
    });
    this.system.addEventListener("change", () => this.apply());
    this.apply();
  }

  private apply(): void {
    const isDark = this.choice.value === "dark" || (this.choice.value === "auto" && this.system.matches);
    document.documentElement.dataset["theme"] = isDark ? "dark" : "light";
    monaco.editor.setTheme(isDark ? "gouji-dark" : "gouji-light");
  }
}
