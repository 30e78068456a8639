// What was typed and where the reader is: there again when an example is chosen anew, or the page is loaded anew in its
// tab, as a change of language does. It is gone with the tab.

import type { monaco } from "./editor";

type View = monaco.editor.ICodeEditorViewState | null;

/** Of one example: the texts that were changed, by name, and what the editors showed. */
export interface Draft {
  texts: Record<string, string>;
  rules: View;
  form: View;
}

export interface Kept {
  sample: string;
  drafts: Record<string, Draft>;
  /** How far the list of findings was scrolled. */
  scrolled: number;
  /** The name of the element that had the focus. */
  focused: string;
}

const NAME = "gouji-kept";

export function keep(kept: Kept): void {
  sessionStorage.setItem(NAME, JSON.stringify(kept));
}

export function takeKept(): Kept | null {
  const kept = sessionStorage.getItem(NAME);
  sessionStorage.removeItem(NAME);
  return kept === null ? null : (JSON.parse(kept) as Kept);
}
