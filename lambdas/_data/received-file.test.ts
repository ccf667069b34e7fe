import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { losingAnswer, startDynamo, type TestTable } from '../../test/engine/dynamodb.ts';
import { aConversation, aTenant, noon } from '../../test/engine/factory.ts';
import type { TenantTable } from '../_shared/tenant.ts';
import { inboundMessageId } from './keys.ts';
import { addInbound, getMessage } from './message.ts';
import { askForFile, claimFile, failFile, keepFile, postponeFile } from './received-file.ts';

let table: TestTable;
let store: TenantTable;
beforeAll(async () => {
  table = await startDynamo();
  store = table.of(aTenant());
});
afterAll(() => table.close());

const picture = { kind: 'image' as const, now: noon };
const lease = { now: noon, leaseMs: 1000 };
const again = { code: 'provider-down', advice: 'Later.', retry: true };
const never = { code: 'wrong-type', advice: 'Never.', retry: false };
let made = 0;

async function aPicture() {
  const { id: conversationId } = await aConversation(store);
  const providerId = `wamid.${made++}`;
  const messageId = inboundMessageId(noon, providerId);
  const content = { kind: 'image' as const, media: { providerMediaId: 'm1', mimeType: 'image/jpeg' } };
  await addInbound(store, { id: messageId, conversationId, direction: 'in', content, providerId, seq: 1 });
  return { conversationId, messageId };
}
const claimed = async (place: Awaited<ReturnType<typeof aPicture>>, options = lease): Promise<string> => {
  const claim = await claimFile(store, place, options);
  return claim.outcome === 'claimed' ? claim.owner : claim.outcome;
};
const fileOf = async ({ conversationId, messageId }: Awaited<ReturnType<typeof aPicture>>) =>
  (await getMessage(store, conversationId, messageId))?.file;

describe('the file of a received message', () => {
  it('waits, is fetched by one, and is kept with what it says', async () => {
    const place = await aPicture();
    expect(await fileOf(place)).toEqual({ revision: 0, state: 'pending' });
    const all = await Promise.all(Array.from({ length: 8 }, () => claimFile(store, place, lease)));
    const winners = all.flatMap((claim) => (claim.outcome === 'claimed' ? [claim.owner] : []));
    expect([winners.length, all.filter(({ outcome }) => outcome === 'held').length]).toEqual([1, 7]);
    expect(await fileOf(place)).toMatchObject({ state: 'fetching' });
    const kept = await keepFile(store, place, winners[0] ?? '', { mime: 'image/jpeg', n: 5, w: 2, h: 3, th: true }, picture);
    expect(kept?.file).toMatchObject({ state: 'stored', mimeType: 'image/jpeg', bytes: 5, width: 2, height: 3, thumbnail: true });
    expect((await claimFile(store, place, lease)).outcome).toBe('done');
    expect(await askForFile(store, place)).toBeUndefined();
  });

  it('is taken over when its worker never came back, whose word then counts no longer', async () => {
    const place = await aPicture();
    const first = await claimed(place);
    expect(await claimed(place, { now: noon + 999, leaseMs: 1000 })).toBe('held');
    const second = await claimed(place, { now: noon + 1000, leaseMs: 1000 });
    expect(second).toHaveLength(36);
    expect(await keepFile(store, place, first, { mime: 'image/png', n: 1 }, picture)).toBeUndefined();
    expect(await failFile(store, place, first, never)).toBeUndefined();
    expect(await keepFile(store, place, second, { mime: 'image/jpeg', n: 2 }, picture)).toBeDefined();
    expect(await fileOf(place)).toMatchObject({ mimeType: 'image/jpeg', bytes: 2 });
  });

  it('waits again with the reason when it did not work, and is gone for good only where nothing helps', async () => {
    const place = await aPicture();
    await postponeFile(store, place, await claimed(place), again);
    expect(await fileOf(place)).toMatchObject({ state: 'pending', failure: again });
    await failFile(store, place, await claimed(place), again);
    expect(await fileOf(place)).toMatchObject({ state: 'failed', failure: again });
    const anew = await claimed(place);
    expect(anew).toHaveLength(36);
    await failFile(store, place, anew, never);
    expect(await claimed(place)).toBe('done');
    expect((await askForFile(store, place))?.file).toMatchObject({ state: 'pending' });
    expect(await claimed(place)).toHaveLength(36);
  });

  it('knows its own writes when their answers were lost', async () => {
    const place = await aPicture();
    const claim = await claimFile(losingAnswer(store), place, lease);
    if (claim.outcome !== 'claimed') throw new Error(claim.outcome);
    expect(await keepFile(losingAnswer(store), place, claim.owner, { mime: 'image/jpeg', n: 1 }, picture)).toBeDefined();
  });

  it('is nothing where there is no message', async () => {
    const { conversationId } = await aPicture();
    const place = { conversationId, messageId: inboundMessageId(noon, 'another') };
    expect(await claimFile(store, place, lease)).toEqual({ outcome: 'absent' });
    await expect(table.scan()).resolves.not.toContainEqual(expect.objectContaining({ sk: `M#${place.messageId}` }));
  });
});
