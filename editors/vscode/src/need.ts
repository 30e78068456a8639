// Whether a text is one that the server is for, by a look at it. Knows nothing of VS Code.

// What `gouji check` goes by in a folder too: the name of a form, or a Chinese name among keys and headers.
const FORM_NAMED = /^\s*"?(?:form|表样)"?\s*[=＝]/m;
const CHINESE_NAME = /^\s*\[{0,2}\s*["“]?\p{Script=Han}/mu;

/** How much of a file is looked at. */
export const HEAD = 4096;

export function isServed(path: string, head: string): boolean {
  if (/\.gj$/i.test(path)) {
    return true;
  }
  return /\.toml$/i.test(path) && (FORM_NAMED.test(head) || CHINESE_NAME.test(head));
}
