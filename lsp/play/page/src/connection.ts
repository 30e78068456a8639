// Messages over a WebSocket, one a text frame, for vscode-jsonrpc.

import {
  AbstractMessageReader,
  AbstractMessageWriter,
  createMessageConnection,
  type CancellationToken,
  type DataCallback,
  type Disposable,
  type Message,
  type MessageConnection,
} from "vscode-jsonrpc/browser";

class Reader extends AbstractMessageReader {
  constructor(private readonly socket: WebSocket) {
    super();
  }

  listen(callback: DataCallback): Disposable {
    const take = (event: MessageEvent<string>) => callback(JSON.parse(event.data) as Message);
    const end = () => this.fireClose();
    this.socket.addEventListener("message", take);
    this.socket.addEventListener("close", end);
    return {
      dispose: () => {
        this.socket.removeEventListener("message", take);
        this.socket.removeEventListener("close", end);
      },
    };
  }
}

class Writer extends AbstractMessageWriter {
  constructor(private readonly socket: WebSocket) {
    super();
  }

  async write(message: Message): Promise<void> {
    if (this.socket.readyState === WebSocket.OPEN) this.socket.send(JSON.stringify(message));
  }

  end(): void {
    this.socket.close();
  }
}

/** The answer to a request. (An undefined token would be taken for a second parameter.) */
export function request<R>(
  to: MessageConnection,
  method: string,
  params: object,
  token?: CancellationToken,
): Promise<R> {
  return token ? to.sendRequest<R>(method, params, token) : to.sendRequest<R>(method, params);
}

/** Connects at once; what is to be heard from the first message on must be asked for before `listen`. */
export function connect(address: URL): { socket: WebSocket; connection: MessageConnection } {
  const socket = new WebSocket(address);
  const connection = createMessageConnection(new Reader(socket), new Writer(socket));
  connection.onClose(() => connection.dispose()); // what was asked is given up, and is not to be cancelled any more
  return { socket, connection };
}
