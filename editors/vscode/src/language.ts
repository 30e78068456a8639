// The two languages of texts. Knows nothing of VS Code.

/** The language chosen, else that of the editor: Chinese of any kind, or English. */
export function languageOf(chosen: string, editor: string): "zh" | "en" {
  if (chosen === "zh" || chosen === "en") {
    return chosen;
  }
  return /^zh\b/i.test(editor) ? "zh" : "en";
}
