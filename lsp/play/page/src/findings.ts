// The findings of all texts below the editors. Every text is set as text: none of it ever becomes markup.

import type * as lsp from "vscode-languageserver-protocol";
import type { File } from "./client";
import * as convert from "./convert";
import type { Model } from "./editor";
import { text } from "./settings";

export interface Place {
  uri: string;
  range: lsp.Range;
}

interface Finding {
  model: Model;
  file: File;
  diagnostic: lsp.Diagnostic;
}

const SEVERITIES = ["error", "warning", "hint"] as const;
const FEW = 3;
type Severity = (typeof SEVERITIES)[number];

export class Findings {
  private readonly byModel = new Map<Model, Finding[]>();
  private readonly hidden = new Set<Severity>();
  private readonly actions = new Map<Model, lsp.CodeAction[]>();
  private readonly versions = new Map<Model, number>(); // of the texts that these were found in
  private readonly filters: Map<Severity, HTMLElement>;
  private rows = new Map<string, HTMLElement>();
  private texts = Infinity; // how many are to be checked; as long as one has not been, nobody knows that nothing is wrong

  constructor(
    private readonly list: HTMLElement,
    filters: HTMLElement,
    private readonly go: (place: Place) => void,
    private readonly canShow: (uri: string) => boolean,
    private readonly apply: (action: lsp.CodeAction) => void,
  ) {
    this.filters = new Map(SEVERITIES.map((one) => [one, this.filter(one)]));
    filters.append(...this.filters.values());
    list.addEventListener("keydown", (event) => this.move(event));
  }

  clear(): void {
    this.byModel.clear();
    this.actions.clear();
    this.versions.clear();
    this.texts = Infinity;
    this.draw();
  }

  /** Of how many texts the findings are to come. */
  expect(texts: number): void {
    this.texts = texts;
  }

  /** What is found in a text as it is now, and what can be done about it; each action says which findings it is for. */
  set(model: Model, file: File, diagnostics: lsp.Diagnostic[], actions: lsp.CodeAction[]): void {
    this.byModel.set(
      model,
      diagnostics.map((diagnostic) => ({ model, file, diagnostic })),
    );
    this.actions.set(model, actions);
    this.versions.set(model, model.getVersionId());
    this.draw();
  }

  has(model: Model): boolean {
    return this.byModel.has(model);
  }

  /** The first of the form's findings that must be corrected, else the first. */
  first(): Finding | undefined {
    const found = this.all().filter((one) => !isOfRules(one));
    return found.find((one) => severity(one.diagnostic) === "error") ?? found[0];
  }

  private all(): Finding[] {
    return [...this.byModel.values()].flat();
  }

  private draw(): void {
    const found = this.all();
    for (const [of, button] of this.filters) {
      const count = found.filter((one) => severity(one.diagnostic) === of).length;
      button.textContent = `${text(`${of}s`)} ${count}`;
      button.dataset["count"] = String(count);
    }
    const shown = found.filter((one) => !this.hidden.has(severity(one.diagnostic)));
    const at = this.buttons().findIndex((one) => one === document.activeElement);
    shown.sort((a, b) => Number(isOfRules(b)) - Number(isOfRules(a)) || order(a) - order(b));
    this.rows = this.rowsOf(shown);
    const rows = [...this.rows.values()];
    if (!rows.length)
      rows.push(element("li", "nothing", this.byModel.size >= this.texts && !found.length ? text("none") : ""));
    place(rows, this.list);
    if (at >= 0 && !this.list.contains(document.activeElement))
      this.buttons()[Math.min(at, this.buttons().length - 1)]?.focus();
  }

  /** A row for each finding: the one that there was for the same, so that what is unfolded or pressed in it stays so. */
  private rowsOf(findings: Finding[]): Map<string, HTMLElement> {
    const rows = new Map<string, HTMLElement>();
    for (const one of findings) {
      const fixes = this.fixes(one.model, one.diagnostic).map((action) => action.title);
      let key = JSON.stringify([convert.uriOf(one.model), one.diagnostic, fixes]);
      while (rows.has(key)) key += "+";
      rows.set(key, this.rows.get(key) ?? this.row(one));
    }
    return rows;
  }

  private filter(of: Severity): HTMLElement {
    const button = chip(`filter ${of}`, "", () => {
      const isShown = this.hidden.delete(of);
      if (!isShown) this.hidden.add(of);
      button.setAttribute("aria-pressed", String(isShown));
      this.draw();
    });
    button.setAttribute("aria-pressed", "true");
    return button;
  }

  private row({ model, file, diagnostic }: Finding): HTMLElement {
    const of = severity(diagnostic);
    const message = typeof diagnostic.message === "string" ? diagnostic.message : diagnostic.message.value;
    const [first = "", ...others] = message.split("\n");
    const row = element("li", `finding ${of}`);
    const button = element("button", "told");
    button.type = "button";
    button.append(
      element("span", "badge", text(of)),
      element("span", "message", first),
      element("span", "place", `${called(file)} · ${text("line", { line: diagnostic.range.start.line + 1 })}`),
    );
    button.title = `${file.name}:${diagnostic.range.start.line + 1}`;
    button.addEventListener("click", () => this.go({ uri: convert.uriOf(model), range: diagnostic.range }));
    row.append(button);
    for (const line of others) row.append(element("p", "detail", line));
    const links = element("div", "links");
    for (const action of this.fixes(model, diagnostic)) {
      const apply = () => {
        // In a text that was edited since, the places are others; what is found in it is on its way.
        const now = this.fixes(model, diagnostic).find((one) => one.title === action.title);
        if (now && this.versions.get(model) === model.getVersionId()) this.apply(now);
      };
      links.append(chip("fix", action.title, apply));
    }
    const rule = this.rule(diagnostic);
    if (rule) links.append(rule);
    links.append(...this.related(diagnostic.relatedInformation ?? []));
    if (links.childElementCount) row.append(links);
    return row;
  }

  /** The other cells that a finding is about; many are folded away. */
  private related(others: lsp.DiagnosticRelatedInformation[]): HTMLElement[] {
    const cells = others.map((one) => chip("related", one.message, () => this.go(one.location)));
    if (cells.length <= FEW) return cells;
    const folded = element("details", "");
    folded.append(element("summary", "", text("related", { count: cells.length })), ...cells);
    return [folded];
  }

  /** A link to the rule that was broken, where its text can be seen here. */
  private rule(diagnostic: lsp.Diagnostic): HTMLElement | null {
    const [uri = "", line] = (diagnostic.codeDescription?.href ?? "").split("#L");
    if (line === undefined || !this.canShow(uri)) return null;
    const start = { line: Number(line) - 1, character: 0 };
    const place = { uri, range: { start, end: start } };
    return chip("rule", text("to-rule", { name: String(diagnostic.code) }), () => this.go(place));
  }

  private fixes(model: Model, diagnostic: lsp.Diagnostic): lsp.CodeAction[] {
    const same = (one: lsp.Diagnostic) =>
      JSON.stringify(one.range) === JSON.stringify(diagnostic.range) && one.message === diagnostic.message;
    return (this.actions.get(model) ?? []).filter((action) => action.edit && action.diagnostics?.some(same));
  }

  private buttons(): HTMLElement[] {
    return [...this.list.querySelectorAll<HTMLElement>("button.told")];
  }

  private move(event: KeyboardEvent): void {
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (step === undefined) return;
    const buttons = this.buttons();
    const now = buttons.findIndex((one) => one.parentElement?.contains(document.activeElement));
    buttons[now + step]?.focus();
    event.preventDefault();
  }
}

function isOfRules({ file }: Finding): boolean {
  return file.role !== "form";
}

/** As the bar above a text calls it; of rules that are used there may be several. */
function called({ role, name }: File): string {
  return role === "used" ? `${text(role)} ${name}` : text(role);
}

function order({ diagnostic }: Finding): number {
  return diagnostic.range.start.line * 10_000 + diagnostic.range.start.character;
}

function severity(of: lsp.Diagnostic): Severity {
  return of.severity === undefined || of.severity === 1 ? "error" : of.severity === 2 ? "warning" : "hint";
}

/** Makes rows the children of a list. Those that are touched by none of it stay where they are. */
function place(rows: HTMLElement[], list: HTMLElement): void {
  for (const one of [...list.children]) if (!rows.includes(one as HTMLElement)) one.remove();
  rows.forEach((row, number) => {
    const there = list.children[number] ?? null;
    if (there !== row) list.insertBefore(row, there);
  });
}

function chip(name: string, written: string, act: () => void): HTMLElement {
  const button = element("button", name, written);
  button.type = "button";
  button.addEventListener("click", act);
  return button;
}

function element<K extends keyof HTMLElementTagNameMap>(tag: K, name: string, written = ""): HTMLElementTagNameMap[K] {
  const made = document.createElement(tag);
  made.className = name;
  made.textContent = written;
  return made;
}
