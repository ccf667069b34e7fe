import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { startDynamo, type TestTable } from '../../test/engine/dynamodb.ts';
import { aChannel, aConversation, aNumber, aTenant } from '../../test/engine/factory.ts';
import { putChannel } from '../_data/channel.ts';
import type { Conversation } from '../_data/conversation.ts';
import type { TenantTable } from '../_shared/tenant.ts';
import { classify } from '../_whatsapp/meta/errors.ts';
import type { Provider } from '../_whatsapp/port.ts';
import { acknowledge, type ReadReceiptJob } from './acknowledge.ts';

let table: TestTable;
let store: TenantTable;
let conversation: Conversation;

beforeAll(async () => {
  table = await startDynamo();
  store = table.of(aTenant());
  conversation = await aConversation(store);
  await putChannel(store, aNumber({ id: conversation.channelId }));
});
afterAll(() => table.close());

type Answer = Awaited<ReturnType<Provider['markRead']>>;
const receipt = (given: Partial<ReadReceiptJob> = {}): ReadReceiptJob => ({
  v: 1,
  type: 'read-receipt',
  tenant: store.tenant,
  conversationId: conversation.id,
  channelId: conversation.channelId,
  providerId: 'wamid.1',
  ...given,
});
const run = (answer: Answer, attempt: number, job = receipt()) => {
  const markRead = vi.fn(async (_: string, __?: object) => answer);
  const send = () => Promise.reject(new Error('nothing is sent here'));
  const provider = async () => ({ send, upload: send, markRead });
  return { result: acknowledge({ store, provider, random: () => 0 }, job, attempt), markRead };
};

describe('a read receipt', () => {
  it('is passed on', async () => {
    const { result, markRead } = run({ outcome: 'done' }, 1);
    expect(await result).toBe('done');
    expect(markRead.mock.calls).toEqual([['wamid.1', { typing: undefined }]]);
  });
  it('says that an answer is being written where one is', async () => {
    const { result, markRead } = run({ outcome: 'done' }, 1, receipt({ typing: true }));
    expect(await result).toBe('done');
    expect(markRead.mock.calls).toEqual([['wamid.1', { typing: true }]]);
  });
  it('is tried again when the provider is busy or does not answer, three times at most', async () => {
    for (const answer of [
      { outcome: 'refused' as const, ...classify(130429) },
      { outcome: 'unknown' as const, reason: 'x' },
    ]) {
      expect(await run(answer, 1).result).toEqual({ later: 1_000 });
      expect(await run(answer, 2).result).toEqual({ later: 2_000 });
      expect(await run(answer, 3).result).toBe('done');
    }
  });
  it('is dropped at once when the provider refuses for good', async () => {
    expect(await run({ outcome: 'refused', ...classify(190) }, 1).result).toBe('done');
  });
  it('of a number that is gone is dropped without a call', async () => {
    const { result, markRead } = run({ outcome: 'done' }, 1, receipt({ channelId: aChannel() }));
    expect(await result).toBe('done');
    expect(markRead).not.toHaveBeenCalled();
  });
});
