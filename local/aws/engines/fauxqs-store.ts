import type { DatabaseSync } from 'node:sqlite';
import * as z from 'zod';

const Exported = z.object({ PersistenceManager: z.custom<{ prototype: Store }>((value) => typeof value === 'function') });

interface Store {
  readonly db: DatabaseSync;
  load(...stores: unknown[]): void;
  updateMessageReady(messageId: string): void;
}

/**
 * fauxqs 2.4 fails to note that a message was given back (it writes NULL where its table forbids it), and the message is gone
 * until the next start. The class is not exported, so it is reached by its file. Call it before the engine starts.
 */
export async function repairStore(): Promise<void> {
  const { PersistenceManager } = Exported.parse(await import(new URL('./persistence.js', import.meta.resolve('fauxqs')).href));
  const { prototype } = PersistenceManager;
  const { load } = prototype;
  prototype.updateMessageReady = function (messageId) {
    this.db
      .prepare('UPDATE sqs_messages SET receipt_handle = NULL, visibility_deadline = NULL WHERE message_id = ?')
      .run(messageId);
  };
  prototype.load = function (...stores) {
    // Whatever kills the stage leaves what the kernel was given: waiting for the disk guards against power cuts only.
    this.db.exec('PRAGMA synchronous = NORMAL');
    // Whoever had received a message died with the last stage, so it need not wait for the visibility timeout.
    this.db.exec('UPDATE sqs_messages SET receipt_handle = NULL, visibility_deadline = NULL');
    load.apply(this, stores);
  };
}
