// What the server tells the page before it connects, and the page's texts, which stand in the program's catalogues.

export interface Settings {
  version: string;
  language: string;
  languages: string[];
  first: string;
  samples: { name: string; group: string; title: string }[];
  texts: Record<string, string>;
  keywords: string[];
  functions: string[];
}

let settings: Settings;

export async function load(): Promise<Settings> {
  const answer = await fetch(`settings.json?lang=${encodeURIComponent(asked())}`);
  if (!answer.ok) throw new Error(answer.statusText);
  settings = (await answer.json()) as Settings;
  return settings;
}

/** The language that the address asks for; the server has its own where it asks for none. */
function asked(): string {
  return new URLSearchParams(location.search).get("lang") ?? "";
}

/** A text in the language of the page, with what stands in braces filled in. */
export function text(name: string, values: Record<string, string | number> = {}): string {
  const found = settings.texts[name] ?? name;
  return found.replace(/\{(\w+)\}/g, (whole, key: string) => String(values[key] ?? whole));
}
