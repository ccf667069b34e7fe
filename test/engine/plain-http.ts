import { connect, type Socket } from 'node:net';

interface Answer {
  readonly statusCode: number;
  readonly headers: Record<string, string>;
  readonly body: Uint8Array;
}

/** A connection to the engine: asked one thing at a time, whose answer has a length. */
class Connection {
  readonly #socket: Socket;
  #received: Buffer = Buffer.alloc(0);
  #waiting: PromiseWithResolvers<Answer> | undefined;

  constructor({ hostname, port }: URL) {
    this.#socket = connect(Number(port), hostname).setNoDelay(true);
    this.#socket.on('data', (chunk) => this.#take(chunk));
    this.#socket.on('error', (error) => this.#waiting?.reject(error));
    this.#socket.on('close', () => this.#waiting?.reject(new Error('The engine closed the connection')));
  }

  get usable(): boolean {
    return !this.#socket.destroyed && this.#socket.writable;
  }

  ask(head: string, body: string | Uint8Array): Promise<Answer> {
    this.#waiting = Promise.withResolvers<Answer>();
    this.#socket.write(typeof body === 'string' ? head + body : Buffer.concat([Buffer.from(head), body]));
    return this.#waiting.promise;
  }

  close(): void {
    this.#socket.destroy();
  }

  #take(chunk: Buffer): void {
    this.#received = this.#received.length === 0 ? chunk : Buffer.concat([this.#received, chunk]);
    const end = this.#received.indexOf('\r\n\r\n');
    if (end < 0) return;
    const [status = '', ...lines] = this.#received.toString('latin1', 0, end).split('\r\n');
    const headers = Object.fromEntries(
      lines.map((line) => {
        const colon = line.indexOf(':');
        return [line.slice(0, colon).toLowerCase(), line.slice(colon + 1).trim()];
      }),
    );
    const from = end + 4;
    const until = from + Number(headers['content-length']);
    if (Number.isNaN(until)) this.#socket.destroy(new Error('The engine answered without a length'));
    if (this.#received.length < until) return;
    const body = this.#received.subarray(from, until);
    this.#received = Buffer.alloc(0);
    this.#waiting?.resolve({ statusCode: Number(status.split(' ')[1]), headers, body });
  }
}

const mostConnections = 50;

/**
 * How the SDK of tests reaches the engine. The SDK's own handler is made for the network, with its time limits and streams: it
 * costs half of a request to a program on the same machine.
 */
export function plainHttp(url: string) {
  const address = new URL(url);
  const idle: Connection[] = [];
  const waiting: (() => void)[] = [];
  let open = 0;
  const connection = async (): Promise<Connection> => {
    const free = idle.pop();
    if (free) return free;
    if (open >= mostConnections) {
      await new Promise<void>((resolve) => waiting.push(resolve));
      return connection();
    }
    open += 1;
    return new Connection(address);
  };
  const giveBack = (one: Connection): void => {
    if (one.usable) idle.push(one);
    else open -= 1;
    waiting.shift()?.();
  };
  return {
    metadata: { handlerProtocol: 'http/1.1' },
    async handle(request: { readonly headers: Record<string, string>; readonly body?: string | Uint8Array }) {
      const head = Object.entries(request.headers).map(([name, value]) => `${name}: ${value}\r\n`);
      const one = await connection();
      try {
        const response = await one.ask(`POST / HTTP/1.1\r\n${head.join('')}\r\n`, request.body ?? '');
        return { response };
      } finally {
        giveBack(one);
      }
    },
    destroy(): void {
      for (const one of idle.splice(0)) one.close();
    },
    updateHttpClientConfig: () => undefined,
    httpHandlerConfigs: () => ({}),
  };
}
