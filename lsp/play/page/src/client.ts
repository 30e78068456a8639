// One session with the language server: the texts that it has open, what it says of them, how far it is.

import type { MessageConnection } from "vscode-jsonrpc/browser";
import type * as lsp from "vscode-languageserver-protocol";
import { connect } from "./connection";
import * as convert from "./convert";
import { monaco, type Model } from "./editor";
import { FORM, RULES } from "./languages";
import { provide, SHOW_PLACES } from "./providers";
import { asking, type Ask } from "./session";
import { codeActions } from "./writing";

export interface File {
  uri: string;
  /** The path by which the rules call it: no other's of the session. */
  name: string;
  role: "rules" | "form" | "used";
  text: string;
}

export interface Listener {
  /** What the texts of a session that begins are: as the server has them, or as they were edited before. */
  begin(files: File[]): string[];
  /** The session has its files, and a model of each. */
  opened(files: { file: File; model: Model }[], packs: string): void;
  /** Others are wrong than before in a text. */
  found(model: Model, diagnostics: lsp.Diagnostic[]): void;
  /** Whether an edit waits for its findings. */
  checking(waits: boolean): void;
  /** The server wants a place to be seen. */
  show(uri: string, range?: lsp.Range): Promise<boolean>;
  /** The server has something to tell: a failure of its own. */
  said(message: string): void;
  closed(): void;
}

export class Client {
  private readonly connection: MessageConnection;
  private readonly ask: Ask;
  private readonly socket: WebSocket;
  private readonly made: monaco.IDisposable[] = [];
  private readonly waiting = new Map<Model, number>();

  constructor(
    address: URL,
    private readonly listener: Listener,
  ) {
    const { socket, connection } = connect(address);
    this.socket = socket;
    this.connection = connection;
    this.ask = asking(connection);
    connection.onNotification(
      "gouji/files",
      ({ files, packs }: { files: File[]; packs: string }) => void this.open(files, packs),
    );
    connection.onNotification("textDocument/publishDiagnostics", (params: lsp.PublishDiagnosticsParams) =>
      this.take(params),
    );
    connection.onNotification("window/showMessage", ({ message }: lsp.ShowMessageParams) => listener.said(message));
    connection.onRequest("window/showDocument", async ({ uri, selection }: lsp.ShowDocumentParams) => ({
      success: await listener.show(uri, selection),
    }));
    connection.onUnhandledNotification(() => undefined);
    connection.onClose(() => listener.closed());
    connection.onError(() => undefined); // what follows is that the connection closes
    connection.listen();
  }

  /** Ends the session; its texts stay, and are to be disposed of. */
  hangUp(): void {
    this.connection.dispose();
    this.socket.close();
  }

  dispose(): void {
    this.hangUp();
    this.made.splice(0).forEach((one) => one.dispose());
  }

  actions(model: Model): Promise<lsp.CodeAction[]> {
    return codeActions(this.connection, model, model.getFullModelRange(), ["quickfix"]);
  }

  private async open(files: File[], packs: string): Promise<void> {
    const begun = await this.ask<lsp.InitializeResult>("initialize", { capabilities: ABLE });
    // Without an answer there is no session: the server refused, or another example was chosen meanwhile.
    if (!begun || !this.isOpen) return this.socket.close();
    this.tell("initialized", {});
    const texts = this.listener.begin(files);
    const opened = files.map((file, number) => ({ file, model: this.model(file, texts[number] ?? file.text) }));
    this.listener.opened(opened, packs);
    // Not before: what the texts of another session are asked about is none of this server's.
    this.made.push(...provide(this.connection, begun.capabilities, [RULES, FORM], (command) => void this.run(command)));
  }

  private model(file: File, text: string): Model {
    const language = file.role === "form" ? FORM : RULES;
    const model = monaco.editor.createModel(text, language, monaco.Uri.parse(file.uri));
    convert.name(model, file.uri);
    const textDocument = { uri: file.uri, languageId: language, version: model.getVersionId(), text: model.getValue() };
    this.tell("textDocument/didOpen", { textDocument });
    this.awaitFindings(model);
    this.made.push(
      model,
      model.onDidChangeContent(({ changes }) => {
        const contentChanges = changes.map((one) => ({ range: convert.range(one.range), text: one.text }));
        const changed = { uri: file.uri, version: model.getVersionId() };
        this.tell("textDocument/didChange", { textDocument: changed, contentChanges });
        this.awaitFindings(model);
      }),
    );
    return model;
  }

  private get isOpen(): boolean {
    return this.socket.readyState === WebSocket.OPEN;
  }

  /** What is typed when the server is gone stays in the page. */
  private tell(method: string, params: object): void {
    if (this.isOpen) void this.connection.sendNotification(method, params);
  }

  private awaitFindings(model: Model): void {
    if (!this.isOpen) return;
    this.waiting.set(model, model.getVersionId());
    this.listener.checking(true);
  }

  private take({ uri, version, diagnostics }: lsp.PublishDiagnosticsParams): void {
    const model = convert.modelOf(uri);
    // What was found in an earlier text has moved since; what is found in this one is on its way.
    if (model === null || (version !== undefined && version !== model.getVersionId())) return;
    this.waiting.delete(model);
    this.listener.checking(this.waiting.size > 0);
    this.listener.found(model, diagnostics);
  }

  /** Commands of lenses and actions: those of the server are its own to run. */
  async run(command: lsp.Command): Promise<void> {
    const params = { command: command.command, arguments: command.arguments };
    await this.ask("workspace/executeCommand", params);
  }
}

const plain = ["markdown", "plaintext"];
const ABLE = {
  experimental: { commands: { commands: [SHOW_PLACES] } },
  window: { showDocument: { support: true } },
  general: { positionEncodings: ["utf-16"] },
  textDocument: {
    synchronization: {},
    publishDiagnostics: {
      relatedInformation: true,
      codeDescriptionSupport: true,
      versionSupport: true,
      tagSupport: { valueSet: [1, 2] },
    },
    completion: {
      completionItem: {
        snippetSupport: true,
        documentationFormat: plain,
        labelDetailsSupport: true,
        preselectSupport: true,
        insertReplaceSupport: true,
        resolveSupport: { properties: ["documentation", "detail"] },
      },
    },
    hover: { contentFormat: plain },
    signatureHelp: {
      signatureInformation: {
        documentationFormat: plain,
        parameterInformation: { labelOffsetSupport: true },
        activeParameterSupport: true,
      },
    },
    definition: { linkSupport: true },
    references: {},
    documentHighlight: {},
    documentSymbol: { hierarchicalDocumentSymbolSupport: true },
    documentLink: { tooltipSupport: true },
    formatting: {},
    rangeFormatting: {},
    onTypeFormatting: {},
    rename: { prepareSupport: true },
    foldingRange: { foldingRangeKind: { valueSet: ["comment", "imports", "region"] } },
    selectionRange: {},
    inlayHint: {},
    codeLens: {},
    codeAction: {
      codeActionLiteralSupport: { codeActionKind: { valueSet: ["quickfix", "refactor", "source"] } },
      isPreferredSupport: true,
      disabledSupport: true,
      dataSupport: true,
      resolveSupport: { properties: ["edit"] },
    },
    semanticTokens: {
      requests: { full: { delta: true } },
      tokenTypes: ["keyword", "type", "function", "property", "string", "number", "operator"],
      tokenModifiers: [],
      formats: ["relative"],
    },
  },
  workspace: {
    workspaceEdit: { documentChanges: true },
    inlayHint: { refreshSupport: true },
    codeLens: { refreshSupport: true },
    semanticTokens: { refreshSupport: true },
  },
};
