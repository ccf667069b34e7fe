import { Server } from 'node:net';
import { workerData } from 'node:worker_threads';
import * as z from 'zod';
import { takeEveryCharacter } from './body-characters.ts';
import { repairStore } from './fauxqs-store.ts';
import { giveWholeGroups } from './fifo-groups.ts';
import { takeLargeBodies } from './large-bodies.ts';
import { serveStage } from './thread.ts';

const { directory, region } = z.object({ directory: z.string(), region: z.string() }).parse(workerData);

listenOnLoopbackOnly();
takeLargeBodies();
await giveWholeGroups();
await takeEveryCharacter();
await repairStore();
const { startFauxqs } = await import('fauxqs');
const server = await startFauxqs({ port: 0, logger: false, dataDir: directory, defaultRegion: region });
serveStage(`http://127.0.0.1:${server.port}`, () => server.stop());

/** fauxqs listens on every interface, and it checks no credentials: nobody else on the network may reach it. */
function listenOnLoopbackOnly(): void {
  const listen = Server.prototype.listen;
  Object.defineProperty(Server.prototype, 'listen', {
    value: function (this: Server, ...args: unknown[]): unknown {
      const [options] = args;
      if (typeof options === 'object' && options !== null) Object.assign(options, { host: '127.0.0.1' });
      return Reflect.apply(listen, this, args);
    },
  });
}
