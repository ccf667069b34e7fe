import { parentPort } from 'node:worker_threads';
import * as z from 'zod';

const ToWorker = z.discriminatedUnion('type', [
  z.object({ type: z.literal('close') }),
  z.object({ type: z.literal('clock'), offsetMs: z.number() }),
]);

/** The worker's side of an engine thread: reports its address, follows the stage's clock, closes when asked. */
export function serveStage(url: string, close: () => Promise<void>): void {
  const port = parentPort;
  if (port === null) throw new Error('An engine runs in a thread of the stage, not on its own');
  const machineTime = Date.now.bind(Date);
  port.on('message', (data) => {
    const message = ToWorker.parse(data);
    if (message.type === 'clock') {
      // A thread has globals of its own, so this moves the engine's windows and nothing else.
      Date.now = () => machineTime() + message.offsetMs;
      return;
    }
    close().then(
      () => port.postMessage({ type: 'closed' }),
      (error: unknown) => {
        console.error('The engine did not close cleanly', error);
        port.postMessage({ type: 'closed' });
      },
    );
  });
  port.postMessage({ type: 'ready', url });
}
