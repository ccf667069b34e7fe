import { describe, expect, it } from 'vitest';
import type { ConversationSummary } from '../../../contract/conversations.ts';
import { type Call, Refused, Unreachable } from '../api/client.ts';
import { en } from '../i18n/en.ts';
import { isolate } from '../i18n/isolate.ts';
import { Notices } from './notices.ts';
import { Work } from './work.ts';

const me = 'me' as unknown as NonNullable<ConversationSummary['assigneeId']>;
const row = { id: 'c1', mode: 'ai', status: 'open', version: 3 } as unknown as ConversationSummary;

function desk(answer: (endpoint: string, input: unknown) => unknown) {
  const asked: [string, unknown][] = [];
  const put: ConversationSummary[] = [];
  const call = async (endpoint: string, input: unknown) => {
    asked.push([endpoint, input]);
    return answer(endpoint, input);
  };
  const notices = new Notices(() => () => undefined);
  const nameOf = (id: string) => (id === 'sara' ? 'Sara' : undefined);
  const work = new Work({ call: call as unknown as Call, me, notices, put: (one) => void put.push(one), nameOf });
  const told = () => notices.shown.get().map(({ text }) => text(en));
  return { work, asked, put, told };
}

describe('work on a conversation', () => {
  it('shows at once, and keeps what the API answers', async () => {
    let shown: unknown;
    const { work, put, asked } = desk(() => {
      shown = work.as(row).mode;
      return { ...row, mode: 'human', version: 4 };
    });
    expect(await work.takeOver(row)).toBe(true);
    expect(shown).toBe('human');
    expect(put.map(({ version }) => version)).toEqual([4]);
    expect(work.as(row)).toBe(row);
    expect(asked[0]).toEqual(['POST /v1/conversations/{id}/take-over', { params: { id: 'c1' }, body: { from: null } }]);
  });

  it('goes back to what was when it could not be done, and says why', async () => {
    const { work, told } = desk(() => {
      throw new Unreachable('no network');
    });
    expect(await work.handBack(row, 'hybrid')).toBe(false);
    expect(work.as(row)).toBe(row);
    expect(told()).toEqual([en.desk.notDone.unreachable]);
  });

  it('names the colleague who was faster', async () => {
    const { work, told, put } = desk((endpoint) => {
      if (endpoint.startsWith('GET')) return { ...row, assigneeId: 'sara', version: 5 };
      throw new Refused(409, {}, 'taken');
    });
    expect(await work.assign(row, me, '')).toBe(false);
    expect(told()).toEqual([en.desk.takenBy(isolate('Sara'))]);
    expect(put.map(({ version }) => version)).toEqual([5]);
  });

  it('offers to take back what hides a conversation', async () => {
    const notices = new Notices(() => () => undefined);
    const asked: string[] = [];
    const call = async (endpoint: string) => {
      asked.push(endpoint);
      return row;
    };
    const work = new Work({ call: call as unknown as Call, me, notices, put: () => undefined, nameOf: () => undefined });
    await work.resolve(row);
    notices.shown.get()[0]?.undo?.();
    expect(asked).toEqual(['POST /v1/conversations/{id}/resolve', 'POST /v1/conversations/{id}/reopen']);
  });
});
