// The page: which example is open, what stands in the two editors, what the server finds in them. What stands there stays
// until another session has begun: one that cannot be had takes nothing away.

import type * as lsp from "vscode-languageserver-protocol";
import { Client, type File, type Listener } from "./client";
import * as convert from "./convert";
import { monaco, type Model } from "./editor";
import { Findings } from "./findings";
import { type Draft, isSame, keep, takeKept } from "./kept";
import { FORM, RULES, registerLanguages } from "./languages";
import { makeSplit } from "./layout";
import { type Settings, text } from "./settings";
import { Theme } from "./theme";
import "./page.css";

type Editor = monaco.editor.IStandaloneCodeEditor;

/** A file of the session, and what it held when what stands in its text was begun to be typed. */
interface Open {
  file: File;
  model: Model;
  begun: string;
}

const SLOW = 300; // milliseconds after which a check is said to be under way

export class App implements Listener {
  private readonly rules = createEditor("rules-editor", RULES);
  private readonly form = createEditor("form-editor", FORM);
  private readonly findings: Findings;
  private client: Client | null = null; // whose texts are shown, be it connected still or not
  private next: Client | null = null; // that has not begun yet
  private files: Open[] = [];
  private packs = "";
  private sample: string;
  private shown = ""; // the example whose texts are shown
  private drafts: Record<string, Draft> = {};
  private scrolled = 0; // how far the list of findings is to be scrolled when it is there
  private isFirst = true;
  private slow = 0;

  constructor(private readonly settings: Settings) {
    this.sample = settings.first;
    this.findings = new Findings(
      part("list"),
      part("filters"),
      ({ uri, range }) => void this.reveal(uri, convert.place(range)),
      (uri) => convert.modelOf(uri) !== null || this.packPath(uri) !== null,
      (action) => this.apply(action),
    );
  }

  async start(): Promise<void> {
    registerLanguages(this.settings);
    new Theme(part<HTMLSelectElement>("theme"));
    this.label();
    this.fillChoices();
    makeSplit(part("split-columns"), "--columns", 46);
    makeSplit(part("split-rows"), "--rows", 60);
    part("reset").addEventListener("click", () => this.reset());
    part("again").addEventListener("click", () => this.connect());
    part("take-file").addEventListener("click", () => this.settle((one) => this.putBack(one)));
    part("keep-typed").addEventListener("click", () => this.settle(() => undefined));
    part("back").addEventListener("click", () => {
      this.showRules(null);
      this.rules.focus(); // the button has gone with the text that it led back from
    });
    part("format").addEventListener("click", () => void this.rules.getAction("editor.action.formatDocument")?.run());
    part("rules-download").addEventListener("click", () => download(this.rules));
    part("form-download").addEventListener("click", () => download(this.form));
    monaco.editor.registerEditorOpener({
      openCodeEditor: (_source, resource, selection) => this.reveal(resource.toString(), selection),
    });
    this.takeUp();
    addEventListener("pagehide", () => {
      this.keepDraft();
      const [scrolled, focused] = [part("list").scrollTop, document.activeElement?.id ?? ""];
      keep({ first: this.settings.first, sample: this.sample, drafts: this.drafts, scrolled, focused });
    });
    this.choose(this.sample);
    this.connect();
  }

  // --- the session

  private choose(sample: string): void {
    this.sample = part<HTMLSelectElement>("sample").value = sample;
    const isOwn = !this.settings.samples.find((one) => one.name === sample)?.group;
    part("note").textContent = text(isOwn ? "own-note" : "copy-note");
  }

  private connect(): void {
    clearTimeout(this.slow);
    this.client?.hangUp();
    this.next?.dispose();
    this.status("connecting");
    part("said").hidden = true;
    const address = new URL("lsp", document.baseURI);
    address.protocol = "ws:";
    address.search = new URLSearchParams({ sample: this.sample, lang: this.settings.language }).toString();
    this.next = new Client(address, this);
  }

  begin(files: File[]): string[] {
    this.keepDraft();
    return files.map((file) => this.drafts[this.sample]?.texts[file.name]?.text ?? file.text);
  }

  opened(files: { file: File; model: Model }[], packs: string): void {
    this.client?.dispose();
    [this.client, this.next] = [this.next, null];
    this.shown = this.sample;
    const draft = this.drafts[this.sample];
    this.files = files.map((one) => ({ ...one, begun: draft?.texts[one.file.name]?.begun ?? one.file.text }));
    this.findings.clear();
    this.findings.expect(files.length);
    this.packs = packs;
    this.showRules(null);
    const form = files.find(({ file }) => file.role === "form");
    this.form.setModel(form?.model ?? null);
    part("form-name").textContent = form?.file.name ?? "";
    if (draft?.rules) this.rules.restoreViewState(draft.rules);
    if (draft?.form) this.form.restoreViewState(draft.form);
    this.isFirst = !draft?.form;
    this.sayOutdated();
    this.status("connected");
  }

  found(model: Model, diagnostics: lsp.Diagnostic[]): void {
    const file = this.files.find((one) => one.model === model)?.file;
    if (!file) return;
    monaco.editor.setModelMarkers(model, "gouji", diagnostics.map(convert.marker));
    void this.list(file, model, diagnostics);
  }

  /** Lists what was found together with what can be done about it, or in the beginning without, where that takes a while. */
  private async list(file: File, model: Model, diagnostics: lsp.Diagnostic[]): Promise<void> {
    const version = model.getVersionId();
    const isPast = () => model.isDisposed() || model.getVersionId() !== version; // what is found now is on its way
    const showFirst = () => isPast() || this.findings.has(model) || this.findings.set(model, file, diagnostics, []);
    const early = window.setTimeout(showFirst, SLOW);
    const actions = diagnostics.length ? ((await this.client?.actions(model)) ?? []) : [];
    clearTimeout(early);
    if (isPast()) return;
    this.findings.set(model, file, diagnostics, actions);
    if (this.scrolled && file.role === "form") {
      part("list").scrollTop = this.scrolled;
      this.scrolled = 0;
    }
    const first = this.findings.first();
    if (this.isFirst && first) {
      this.isFirst = false;
      this.form.revealLineInCenter(first.diagnostic.range.start.line + 1);
    }
  }

  checking(waits: boolean): void {
    clearTimeout(this.slow);
    if (waits) this.slow = window.setTimeout(() => this.status("checking"), SLOW);
    else if (this.files.length) this.status("connected");
  }

  show(uri: string, range?: lsp.Range): Promise<boolean> {
    return this.reveal(uri, range && convert.place(range));
  }

  said(message: string): void {
    part("said").textContent = message;
    part("said").hidden = false;
  }

  closed(): void {
    clearTimeout(this.slow);
    this.next?.dispose();
    this.next = null;
    if (this.shown) this.choose(this.shown);
    this.status("broken");
    void this.tellWhetherItMoved();
  }

  /** A server that was started anew at the same port does not know this page: to connect again is no use. */
  private async tellWhetherItMoved(): Promise<void> {
    const answer = await fetch("settings.json").catch(() => null);
    if (answer?.status === 404 && !this.next) this.status("moved");
  }

  private status(of: "connecting" | "connected" | "checking" | "broken" | "moved"): void {
    const shown = part("status");
    shown.textContent = text(of);
    shown.dataset["state"] = of;
    part("again").hidden = of !== "broken";
    // Another language is another page, which nobody serves then.
    part<HTMLSelectElement>("language").disabled = of === "broken" || of === "moved";
  }

  // --- what was typed

  private keepDraft(): void {
    const main = this.files.find(({ file }) => file.role === "rules");
    if (!main) return; // the server has not said yet what the texts are
    const texts = { ...this.drafts[this.shown]?.texts }; // of a file that is not used any more too
    for (const one of this.files) {
      if (isChanged(one)) texts[one.file.name] = { begun: one.begun, text: one.model.getValue() };
      else delete texts[one.file.name];
    }
    this.drafts[this.shown] = {
      texts,
      rules: this.rules.getModel() === main.model ? this.rules.saveViewState() : null,
      form: this.form.saveViewState(),
    };
  }

  /** Goes on where the page was left. */
  private takeUp(): void {
    const kept = takeKept();
    if (!kept) return;
    this.drafts = kept.drafts;
    const { first, samples } = this.settings;
    if (kept.first !== first || !samples.some((one) => one.name === kept.sample)) return;
    this.sample = kept.sample;
    this.scrolled = kept.scrolled;
    document.getElementById(kept.focused)?.focus();
  }

  /** The texts as they were in the beginning; an edit like any other, that can be undone. */
  private reset(): void {
    for (const one of this.files) this.putBack(one);
    this.showRules(null);
    this.sayOutdated();
  }

  private putBack(one: Open): void {
    const { file, model } = one;
    one.begun = file.text;
    if (!isChanged(one)) return;
    model.pushStackElement();
    model.pushEditOperations(null, [{ range: model.getFullModelRange(), text: file.text }], () => null);
    model.pushStackElement();
  }

  /** The texts that were edited when their files held something else than now. */
  private outdated(): Open[] {
    return this.files.filter((one) => isChanged(one) && !isSame(one.begun, one.file.text));
  }

  private sayOutdated(): void {
    const names = this.outdated().map(({ file }) => file.name);
    part("outdated-files").textContent = text("outdated", { names: names.join(", ") });
    part("outdated").hidden = !names.length;
  }

  /** Does what was chosen with the texts that were edited when their files held something else. */
  private settle(each: (one: Open) => void): void {
    for (const one of this.outdated()) {
      each(one);
      one.begun = one.file.text;
    }
    this.sayOutdated();
    this.form.focus(); // the button has gone
  }

  // --- going to places

  private async reveal(uri: string, selection?: monaco.IRange | monaco.IPosition): Promise<boolean> {
    const model = convert.modelOf(uri) ?? (await this.pack(uri));
    if (model === null) return false;
    const editor = model === this.form.getModel() ? this.form : this.rules;
    if (editor === this.rules) this.showRules(model);
    if (selection) {
      const range = monaco.Range.isIRange(selection) ? selection : monaco.Range.fromPositions(selection);
      editor.setSelection(range);
      editor.revealRangeInCenterIfOutsideViewport(range);
    }
    editor.getContainerDomNode().scrollIntoView({ block: "nearest" });
    editor.focus();
    return true;
  }

  /** The path of a text within the packs that ship with gouji, beginning with a slash. */
  private packPath(uri: string): string | null {
    const packs = monaco.Uri.parse(this.packs).toString();
    const asked = monaco.Uri.parse(uri).toString();
    return asked.startsWith(`${packs}/`) ? asked.slice(packs.length) : null;
  }

  /** A text of a pack, to be read only. */
  private async pack(uri: string): Promise<Model | null> {
    const path = this.packPath(uri);
    const answer = path === null ? null : await fetch(`rules${path}`);
    if (!answer?.ok) return null;
    const written = await answer.text();
    return convert.modelOf(uri) ?? monaco.editor.createModel(written, RULES, monaco.Uri.parse(uri));
  }

  /** Shows a text on the left: null is the sample's own rules. */
  private showRules(model: Model | null): void {
    const main = this.files.find(({ file }) => file.role === "rules");
    const shown = model === null ? main : this.files.find((one) => one.model === model);
    const before = this.rules.getModel();
    this.rules.setModel(shown?.model ?? model);
    if (before && before !== this.rules.getModel() && !this.files.some((one) => one.model === before)) before.dispose();
    this.rules.updateOptions({ readOnly: !shown });
    part("rules-kind").textContent = shown ? text(shown.file.role) : `${text("used")} · ${text("read-only")}`;
    part("rules-name").textContent = shown?.file.name ?? decodeURIComponent(model?.uri.path.split("/").pop() ?? "");
    part("back").hidden = shown === main;
    part("back").textContent = `← ${text("back", { name: main?.file.name ?? "" })}`;
    part("format").hidden = !shown;
  }

  private apply(action: lsp.CodeAction): void {
    if (!action.edit) return;
    for (const { file, model } of this.files) {
      const edits = convert
        .workspaceEdit(action.edit)
        .edits.filter((one) => "textEdit" in one && one.resource.toString() === model.uri.toString());
      if (!edits.length) continue;
      const editor = file.role === "form" ? this.form : this.rules;
      if (editor === this.rules) this.showRules(model);
      editor.pushUndoStop();
      editor.executeEdits(
        "gouji",
        edits.flatMap((one) => ("textEdit" in one ? [{ range: one.textEdit.range, text: one.textEdit.text }] : [])),
      );
      editor.pushUndoStop();
      editor.focus();
    }
    if (action.command) void this.client?.run(action.command);
  }

  // --- texts and choices

  private label(): void {
    document.title = text("title");
    for (const [id, key] of Object.entries({
      title: "title",
      tagline: "tagline",
      "sample-label": "example",
      reset: "reset",
      again: "again",
      "take-file": "take-file",
      "keep-typed": "keep-typed",
      format: "format",
      "rules-download": "download",
      "form-download": "download",
      "rules-kind": "rules",
      "form-kind": "form",
      "findings-title": "findings",
      keys: "keys",
    }))
      part(id).textContent = text(key);
    part("keys").append(` · ${text("leave")}`);
    for (const id of ["split-columns", "split-rows"]) part(id).setAttribute("aria-label", text("resize"));
    this.rules.updateOptions({ ariaLabel: `${text("rules")} · ${text("leave")}` });
    this.form.updateOptions({ ariaLabel: `${text("form")} · ${text("leave")}` });
  }

  private fillChoices(): void {
    const samples = part<HTMLSelectElement>("sample");
    for (const { name, group, title } of this.settings.samples) {
      const label = group || text("own");
      let within = [...samples.children].find((one) => (one as HTMLOptGroupElement).label === label);
      if (!within) {
        within = Object.assign(document.createElement("optgroup"), { label });
        samples.append(within);
      }
      within.append(new Option(title, name));
    }
    samples.addEventListener("change", () => {
      this.choose(samples.value);
      this.connect();
    });
    const languages = part<HTMLSelectElement>("language");
    languages.setAttribute("aria-label", text("language"));
    for (const one of this.settings.languages)
      languages.append(new Option({ zh: "中文", en: "English" }[one] ?? one, one));
    languages.value = this.settings.language;
    languages.addEventListener("change", () => {
      location.search = new URLSearchParams({ lang: languages.value }).toString();
    });
  }
}

function part<E extends HTMLElement = HTMLElement>(id: string): E {
  const found = document.getElementById(id);
  if (!found) throw new Error(`#${id}`);
  return found as E;
}

function isChanged({ file, model }: Open): boolean {
  return !isSame(model.getValue(), file.text);
}

function createEditor(id: string, language: string): Editor {
  return monaco.editor.create(part(id), {
    language,
    model: null,
    automaticLayout: true,
    fixedOverflowWidgets: true,
    fontFamily: "var(--code-font)",
    fontSize: 14,
    lineHeight: 23,
    minimap: { enabled: false },
    wordWrap: "on",
    wrappingIndent: "indent",
    scrollBeyondLastLine: false,
    lineNumbersMinChars: 4,
    folding: true,
    glyphMargin: false,
    renderLineHighlight: "line",
    padding: { top: 6 },
    quickSuggestions: { other: true, strings: true, comments: false },
    wordBasedSuggestions: "off",
    tabSize: 4,
    detectIndentation: false,
    bracketPairColorization: { enabled: false },
    // Full-width signs are what these texts are written in.
    unicodeHighlight: { ambiguousCharacters: false, nonBasicASCII: false },
    unusualLineTerminators: "off",
    "semanticHighlighting.enabled": true,
    inlayHints: { enabled: "on", fontSize: 12, padding: true },
    stickyScroll: { enabled: false },
    overviewRulerBorder: false,
  });
}

function download(editor: Editor): void {
  const model = editor.getModel();
  if (!model) return;
  const link = document.createElement("a");
  link.href = URL.createObjectURL(new Blob([model.getValue()], { type: "text/plain" }));
  link.download = decodeURIComponent(model.uri.path.split("/").pop() ?? "");
  link.click();
  URL.revokeObjectURL(link.href);
}
