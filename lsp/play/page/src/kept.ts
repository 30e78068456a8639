// What was typed and where the reader is: there again when an example is chosen anew, when the page is loaded anew in its
// tab, as a change of language does, or when the server is started anew at the same port. It is gone with the tab.

import type { monaco } from "./editor";

type View = monaco.editor.ICodeEditorViewState | null;

/** What was typed into a text, and what its file held when that was begun. */
export interface Typed {
  begun: string;
  text: string;
}

/** Of one example, or of the reader's own files: the texts that were changed, by name, and what the editors showed. */
export interface Draft {
  texts: Record<string, Typed>;
  rules: View;
  form: View;
}

export interface Kept {
  /** What the server began with: another one began with other files. */
  first: string;
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

/** Whether two texts are the same in an editor, which ends all lines of a text in one way. */
export function isSame(one: string, other: string): boolean {
  const lines = (text: string) => text.replace(/\r\n?/g, "\n");
  return one === other || lines(one) === lines(other);
}
