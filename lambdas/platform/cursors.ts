import { randomBytes } from 'node:crypto';
import { GetCommand, PutCommand } from '@aws-sdk/lib-dynamodb';
import * as z from 'zod';
import { platformCursorKeyKey } from '../_data/keys.ts';
import { unlessRefused } from '../_data/write.ts';
import { type Cursors, cursorsWith } from '../_shared/cursor.ts';
import type { PlatformTable } from '../_shared/tenant.ts';

const CursorKey = z.object({ key: z.string() });

/**
 * Of the platform's own lists. Whoever may read those may read all of them, so the key keeps no secret: it only tells a place
 * of this list from one of another. It is kept as it is, and a process reads it once.
 */
export function platformCursors(platform: PlatformTable): () => Promise<Cursors> {
  let kept: Promise<Cursors> | undefined;
  return () => {
    kept ??= load(platform);
    kept.catch(() => {
      kept = undefined;
    });
    return kept;
  };
}

async function load({ client, table }: PlatformTable): Promise<Cursors> {
  for (;;) {
    const { Item } = await client.send(new GetCommand({ TableName: table, Key: platformCursorKeyKey, ConsistentRead: true }));
    if (Item) return cursorsWith(Buffer.from(CursorKey.parse(Item).key, 'base64url'));
    const item = { ...platformCursorKeyKey, key: randomBytes(32).toString('base64url') };
    // Of two that make the first one, one wins and the other reads it.
    await unlessRefused(
      client.send(new PutCommand({ TableName: table, Item: item, ConditionExpression: 'attribute_not_exists(pk)' })),
    );
  }
}
