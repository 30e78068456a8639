// What every provider needs: how to ask the server, what it can do, and for which languages.

import type { MessageConnection } from "vscode-jsonrpc/browser";
import type * as lsp from "vscode-languageserver-protocol";
import { request } from "./connection";
import * as convert from "./convert";
import { monaco } from "./editor";

export type Token = monaco.CancellationToken;
export type Ask = <R>(method: string, params: object, token?: Token) => Promise<R | null>;

/** With what the server gave, which it wants back to say more. */
export type Given<T, P> = T & { given: P };

export interface Session {
  connection: MessageConnection;
  server: lsp.ServerCapabilities;
  languages: string[];
  /** The answer; null where the request was given up or could not be answered: the editor then shows nothing. */
  ask: Ask;
  /** What the editor runs for a command of the server's. */
  command: (of: lsp.Command | undefined) => monaco.languages.Command | undefined;
}

export function asking(connection: MessageConnection): Ask {
  return async <R>(method: string, params: object, token?: Token): Promise<R | null> => {
    try {
      return await request<R | null>(connection, method, params, token);
    } catch {
      return null;
    }
  };
}

/** What the editor wants with a list, though there is nothing to be undone. */
export const none = { dispose: () => undefined };

export function documentation(of: string | lsp.MarkupContent | undefined): string | monaco.IMarkdownString | undefined {
  return of === undefined || typeof of === "string" ? of : convert.markdown(of);
}
