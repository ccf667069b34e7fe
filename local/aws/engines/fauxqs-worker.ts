import { existsSync } from 'node:fs';
import { Server } from 'node:net';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { workerData } from 'node:worker_threads';
import { startFauxqs } from 'fauxqs';
import * as z from 'zod';
import { giveWholeGroups } from './fifo-groups.ts';
import { serveStage } from './thread.ts';

const { directory, region } = z.object({ directory: z.string(), region: z.string() }).parse(workerData);

listenOnLoopbackOnly();
returnMessagesOfDeadConsumers();
await giveWholeGroups();
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

/** Whoever had received a message died with the last stage, so it need not wait for the visibility timeout. */
function returnMessagesOfDeadConsumers(): void {
  const file = join(directory, 'fauxqs.db');
  if (!existsSync(file)) return;
  const db = new DatabaseSync(file);
  const known = db.prepare(`SELECT 1 FROM sqlite_master WHERE name = 'sqs_messages'`).get();
  if (known !== undefined) db.exec('UPDATE sqs_messages SET receipt_handle = NULL, visibility_deadline = NULL');
  db.close();
}
