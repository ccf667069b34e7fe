import { createServer as createHttpServer, request } from 'node:http';
import { type AddressInfo, connect, createServer, type Server, type Socket } from 'node:net';

/** Between a browser and everything else: an HTTP proxy whose wire can be cut. */
export interface Network {
  /** For the browser's proxy setting. */
  readonly proxy: string;
  /**
   * `dead`: open connections break, new ones are refused. `silent`: nothing breaks and nothing is answered, neither on open
   * connections nor on new ones, as behind a router that lost its line.
   */
  cut(how: 'dead' | 'silent'): void;
  /** New connections get through. Those that fell silent stay so: nobody remembers them. */
  mend(): void;
  close(): Promise<void>;
}

const listening = async (server: Server): Promise<number> => {
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return (server.address() as AddressInfo).port;
};

/** What a proxy does with requests for absolute addresses, and with tunnels (WebSockets). */
function forwarder() {
  const server = createHttpServer((from, to) => {
    const onward = request(from.url ?? '', { method: from.method, headers: from.headers }, (answer) => {
      to.writeHead(answer.statusCode ?? 502, answer.headers);
      answer.pipe(to);
    });
    onward.on('error', () => to.destroy());
    from.on('error', () => onward.destroy());
    from.pipe(onward);
  });
  server.on('connect', ({ url = '' }, near: Socket, head: Buffer) => {
    const { hostname, port } = new URL(`http://${url}`);
    const far = connect(Number(port), hostname, () => {
      near.write('HTTP/1.1 200 Connection Established\r\n\r\n');
      far.write(head);
      near.pipe(far).pipe(near);
    });
    far.on('error', () => near.destroy());
    near.on('error', () => far.destroy());
  });
  return server;
}

interface Wire {
  readonly near: Socket;
  readonly far: Socket | undefined;
  silent: boolean;
}

export async function openNetwork(): Promise<Network> {
  const inner = forwarder();
  const behind = await listening(inner);
  let state: 'up' | 'dead' | 'silent' = 'up';
  const wires = new Set<Wire>();
  const outer = createServer((near) => {
    near.on('error', () => near.destroy());
    if (state === 'dead') {
      near.destroy();
      return;
    }
    const far = state === 'up' ? connect(behind, '127.0.0.1') : undefined;
    const wire: Wire = { near, far, silent: state === 'silent' };
    wires.add(wire);
    near.on('data', (bytes) => wire.silent || far?.write(bytes));
    far?.on('data', (bytes) => wire.silent || near.write(bytes));
    near.on('close', () => {
      wires.delete(wire);
      far?.destroy();
    });
    far?.on('error', () => far.destroy());
    // The other end going is no news either on a wire that carries none.
    far?.on('close', () => wire.silent || near.destroy());
  });
  const port = await listening(outer);
  return {
    proxy: `http://127.0.0.1:${port}`,
    cut: (how) => {
      state = how;
      for (const wire of wires) {
        if (how === 'dead') wire.near.destroy();
        else wire.silent = true;
      }
    },
    mend: () => {
      state = 'up';
    },
    close: async () => {
      for (const { near } of wires) near.destroy();
      inner.closeAllConnections();
      await Promise.all([outer, inner].map((server) => new Promise((resolve) => server.close(resolve))));
    },
  };
}
