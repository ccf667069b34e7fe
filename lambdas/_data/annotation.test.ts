import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Annotation } from '../../contract/message.ts';
import { startDynamo, type TestTable } from '../../test/engine/dynamodb.ts';
import { aConversation, aTenant, aText, noon } from '../../test/engine/factory.ts';
import type { TenantTable } from '../_shared/tenant.ts';
import { annotate, applyWaiting, keepWaiting, listWaiting, waitingFor } from './annotation.ts';
import type { Conversation } from './conversation.ts';
import { conversationPartition } from './keys.ts';
import { addInbound, getMessage } from './message.ts';
import { end, getWords } from './transcript.ts';

let table: TestTable;
let store: TenantTable;
let conversation: Conversation;
beforeAll(async () => {
  table = await startDynamo();
  store = table.of(aTenant());
  conversation = await aConversation(store);
});
afterAll(() => table.close());

const at = (second: number) => new Date(noon + second * 1000).toISOString();
let serial = 0;
const base = (target: string, second: number) => ({ target, at: at(second), providerId: `wamid.annotation-${serial++}` });
const reaction = (target: string, second: number, emoji: string): Annotation => ({
  ...base(target, second),
  type: 'reaction',
  emoji,
});
const edit = (target: string, second: number, text: string): Annotation => ({
  ...base(target, second),
  type: 'edit',
  content: { kind: 'text', text },
});
const revoke = (target: string, second: number): Annotation => ({ ...base(target, second), type: 'revoke' });

async function written() {
  const text = aText(conversation);
  await addInbound(store, text);
  return {
    text,
    target: text.providerId ?? '',
    put: (annotation: Annotation, person = 'sara') => annotate(store, conversation.id, text.id, annotation, person),
  };
}

describe('reactions', () => {
  it('are one per person, the newest wins, and a removal keeps an older one from coming back', async () => {
    const { target, put } = await written();
    const heart = reaction(target, 1, '❤️');
    const gone = reaction(target, 3, '');
    expect(await put(heart)).toMatchObject({
      outcome: 'applied',
      message: { reactions: [{ by: 'sara', emoji: '❤️', at: at(1) }] },
    });
    expect(await put(reaction(target, 2, '👍'), 'omar')).toMatchObject({
      message: { reactions: [{ by: 'sara' }, { by: 'omar' }] },
    });
    expect(await put(gone)).toMatchObject({ message: { reactions: [{ by: 'omar', emoji: '👍' }] } });
    expect(await put(heart)).toMatchObject({ outcome: 'unchanged', message: { reactions: [{ by: 'omar' }] } });
  });

  it('of one second count in the order they came, and a repeat of the first does not count again', async () => {
    const { target, put } = await written();
    const [add, remove] = [reaction(target, 1, '❤️'), reaction(target, 1, '')];
    await put(add);
    await put(remove);
    expect(await put(add)).toMatchObject({ outcome: 'unchanged', message: { reactions: [] } });
  });

  it('end the same in every order when their times differ', async () => {
    const plan = fc.shuffledSubarray([0, 1, 2, 3, 4], { minLength: 5 });
    await fc.assert(
      fc.asyncProperty(plan, async (order) => {
        const { target, put, text } = await written();
        const all = ['👍', '', '❤️', '😂', '🙏🏼'].map((emoji, second) => reaction(target, second, emoji));
        for (const index of order) await put(all[index] ?? reaction(target, 0, 'never'));
        expect((await getMessage(store, conversation.id, text.id))?.reactions).toEqual([
          { by: 'sara', emoji: '🙏🏼', at: at(4) },
        ]);
      }),
      { numRuns: 20 },
    );
  });
});

describe('edits and deletions', () => {
  it('the newest edit wins', async () => {
    const { target, put } = await written();
    await put(edit(target, 5, 'second'));
    expect(await put(edit(target, 2, 'first'))).toMatchObject({
      outcome: 'unchanged',
      message: { content: { text: 'second' }, editedAt: at(5) },
    });
  });

  it('a deletion takes the content and is final', async () => {
    const { target, put, text } = await written();
    expect(await put(revoke(target, 5))).toMatchObject({
      outcome: 'applied',
      message: { content: { kind: 'text', text: '' }, deletedAt: at(5) },
    });
    expect(await put(edit(target, 9, 'back'))).toMatchObject({ outcome: 'unchanged', message: { content: { text: '' } } });
    expect(await put(reaction(target, 9, '👍'))).toMatchObject({ outcome: 'unchanged' });
    const stored = (await table.scan()).find(({ sk }) => sk === `M#${text.id}`);
    expect(JSON.stringify(stored)).not.toContain('walnut');
  });
});

describe('a voice note that its author deletes', () => {
  const media = { mimeType: 'audio/ogg', providerMediaId: 'm' };
  const kinds = { voice: { kind: 'voice', media }, sound: { kind: 'audio', media: { ...media, maybeVoice: true } } } as const;
  const voiceNote = async (kind: keyof typeof kinds = 'voice') => {
    const note = aText(conversation, { content: kinds[kind] });
    await addInbound(store, note);
    const place = { conversationId: conversation.id, messageId: note.id };
    const heard = { text: 'walnut desk', words: [{ text: 'walnut', startMs: 0, endMs: 300 }] };
    const listen = () => end(store, { ...place, attempt: 1 }, { heard });
    const take = () => annotate(store, conversation.id, note.id, revoke(note.providerId ?? '', 5), 'sara');
    const left = async () =>
      (await table.scan())
        .filter((item) => item.pk === conversationPartition(store.tenant, conversation.id))
        .filter(({ sk }) => String(sk).includes(note.id));
    return { place, listen, take, left };
  };

  it('leaves neither its transcript nor its words, whenever the two meet', async () => {
    for (const kind of ['voice', 'sound'] as const) {
      const { place, listen, take, left } = await voiceNote(kind);
      await listen();
      expect(await getWords(store, place)).toHaveLength(1);
      expect(await take()).toMatchObject({ outcome: 'applied', message: { transcript: undefined } });
      expect(await getWords(store, place)).toEqual([]);
      expect(JSON.stringify(await left())).not.toContain('walnut');
    }
    for (let round = 0; round < 10; round++) {
      const note = await voiceNote();
      await Promise.all([note.listen(), note.take()]);
      expect(await note.left()).toHaveLength(1);
      expect(JSON.stringify(await note.left())).not.toContain('walnut');
    }
  });
});

describe('what comes before its message', () => {
  it('waits, is listed, and is applied oldest first when the message arrives', async () => {
    const text = aText(conversation);
    const target = text.providerId ?? '';
    const all = [edit(target, 4, 'newest'), edit(target, 2, 'older'), reaction(target, 3, '👍')];
    for (const annotation of all) {
      await keepWaiting(store, conversation.id, { annotation, person: 'sara' });
      await keepWaiting(store, conversation.id, { annotation, person: 'sara' });
    }
    expect((await listWaiting(store, conversation.id)).map(({ at: when }) => when)).toEqual([at(2), at(3), at(4)]);
    await addInbound(store, text);
    const message = await applyWaiting(store, conversation.id, text.id, target);
    expect(message).toMatchObject({ content: { text: 'newest' }, reactions: [{ emoji: '👍' }] });
    expect(await listWaiting(store, conversation.id)).toEqual([]);
  });

  it('costs 1 read unit when there is nothing', async () => {
    table.consumed();
    expect(await waitingFor(store, conversation.id, 'wamid.nobody')).toEqual([]);
    expect(table.consumed().read).toBeLessThanOrEqual(1);
  });
});
