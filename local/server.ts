import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { Duplex } from 'node:stream';
import type { RequestHandler } from './parts.ts';

export interface StageServer {
  readonly port: number;
  /** From now on requests are answered; before that with 503. */
  open(routes: Routes): void;
  close(): Promise<void>;
}

export interface Routes {
  /** By the first part of the path: `hooks` serves `/hooks` and everything below. */
  readonly mounts: Readonly<Record<string, RequestHandler>>;
  /** By the host that a browser asks, with its port: an origin of its own. */
  readonly hosts?: Readonly<Record<string, RequestHandler>>;
  /** Everything else. */
  readonly rest: RequestHandler;
  /** Somebody wants to speak WebSocket under this path. */
  readonly upgrade: (path: string) => ((request: IncomingMessage, socket: Duplex, head: Buffer) => Promise<void>) | undefined;
}

export const notYet: RequestHandler = async (_, response) => {
  response.writeHead(503, { 'content-type': 'text/plain', 'retry-after': '1' }).end('The local stage is starting\n');
};

/** Opens the port on this machine only, before anything is written: a taken one must be found first. */
export async function openServer(wanted: number): Promise<StageServer> {
  let routes: Routes = { mounts: {}, rest: notYet, upgrade: () => undefined };
  const listener = (request: IncomingMessage, response: ServerResponse): void => {
    const first = /^\/([^/?]*)/.exec(request.url ?? '')?.[1] ?? '';
    const { mounts, hosts = {}, rest } = routes;
    const host = request.headers.host ?? '';
    const handler = Object.hasOwn(hosts, host) ? hosts[host] : Object.hasOwn(mounts, first) ? mounts[first] : undefined;
    (handler ?? rest)(request, response).catch((error: unknown) => {
      process.stderr.write(
        `${request.method} ${request.url?.split('?')[0]}: ${error instanceof Error ? error.stack : String(error)}\n`,
      );
      if (!response.headersSent) response.writeHead(500, { 'content-type': 'text/plain' });
      response.end('The local stage failed; its output says why\n');
    });
  };
  const onUpgrade = (request: IncomingMessage, socket: Duplex, head: Buffer): void => {
    const upgrade = routes.upgrade(request.url?.split('?')[0] ?? '');
    if (upgrade) {
      upgrade(request, socket, head).catch((error: unknown) => {
        process.stderr.write(`${error instanceof Error ? error.stack : String(error)}\n`);
        socket.destroy();
      });
    } else socket.end('HTTP/1.1 404 Not Found\r\nConnection: close\r\nContent-Length: 0\r\n\r\n');
  };

  const servers: Server[] = [];
  const listen = async (host: string, port: number): Promise<number> => {
    // Longer than clients keep an idle connection, so that none is closed while they begin to use it.
    const server = createServer({ keepAliveTimeout: 75_000 }, listener).on('upgrade', onUpgrade);
    const { promise, resolve, reject } = Promise.withResolvers<void>();
    server.once('error', reject).listen(port, host, resolve);
    await promise;
    servers.push(server);
    const address = server.address();
    return typeof address === 'object' && address !== null ? address.port : port;
  };

  const port = await listen('127.0.0.1', wanted).catch((error: unknown) => {
    if (!(error instanceof Error) || !('code' in error) || error.code !== 'EADDRINUSE') throw error;
    throw new Error(
      `Port ${wanted} is taken, perhaps by another local stage: stop it, or choose another with --port ${wanted + 1}`,
    );
  });
  // `localhost` is ::1 first for some clients. A machine without IPv6 has only the other.
  await listen('::1', port).catch(() => {});

  return {
    port,
    open: (ready) => {
      routes = ready;
    },
    close: async () => {
      for (const server of servers) server.closeAllConnections();
      await Promise.all(servers.map((server) => new Promise((resolve) => server.close(resolve))));
    },
  };
}
