import { describe, expect, it } from 'vitest';
import type { SendableContent } from '../../../../contract/conversations.ts';
import type { Upload } from '../../../../contract/media-uploads.ts';
import type { Message } from '../../../../contract/message.ts';
import { Refused, Unreachable } from '../../api/client.ts';
import type { OutboxEntry } from '../../composer/outbox.ts';
import { Store } from '../../look/store.ts';
import { NotTaken } from './post.ts';
import { type Chosen, Sendings, type SendingsParts } from './sendings.ts';

const settled = () => new Promise((resolve) => setTimeout(resolve, 5));
const upload = (more: Partial<Upload>): Upload => ({ id: 'u', expiresAt: '2026-01-01T00:00:00.000Z', ...more }) as Upload;
const chosen = (name: string, more: Partial<Chosen> = {}): Chosen => ({
  file: new Blob([name]),
  caption: '',
  shown: { kind: 'document', mimeType: 'application/pdf', bytes: name.length, name, preview: `blob:${name}` },
  ...more,
});

function setUp(change: Partial<SendingsParts> = {}) {
  const entries = new Store<readonly OutboxEntry[]>([]);
  const done: string[] = [];
  const sent: { clientId: string; content: SendableContent; replyTo: string | undefined }[] = [];
  let ids = 0;
  const sendings = new Sendings({
    entries,
    newId: () => `id${++ids}`,
    now: () => 1000,
    hash: () => Promise.resolve('00'),
    create: ({ name }, key) => {
      done.push(`create ${name} ${key}`);
      return Promise.resolve(upload({ post: { url: '/s3', fields: {} } }));
    },
    post: (_form, _file, _signal, onPart) => {
      onPart(0.5);
      done.push(`post at ${entries.get()[0]?.file?.step} ${entries.get()[0]?.file?.part}`);
      return Promise.resolve();
    },
    complete: () => Promise.resolve(upload({ fileId: 'f'.repeat(64) as Upload['fileId'] })),
    send: (_conversation, clientId, content, replyTo) => {
      sent.push({ clientId, content, replyTo });
      return Promise.resolve({ id: clientId } as Message);
    },
    sent: ({ id }) => void done.push(`sent ${id}`),
    release: (preview) => void done.push(`release ${preview}`),
    wait: () => Promise.resolve(),
    ...change,
  });
  return { sendings, entries, done, sent };
}

describe('files on their way', () => {
  it('go up, are checked, and become messages in the order in which they were chosen', async () => {
    const { sendings, entries, done, sent } = setUp();
    sendings.add('c', chosen('a.pdf', { caption: ' see ', replyTo: 'q' }));
    sendings.add('c', chosen('b.pdf'));
    expect(entries.get().map(({ state, file }) => [state, file?.name])).toEqual([
      ['waiting', 'a.pdf'],
      ['waiting', 'b.pdf'],
    ]);
    await settled();
    expect(done.slice(0, 4)).toEqual(['create a.pdf id3', 'post at sending 0.5', 'sent id1', 'release blob:a.pdf']);
    expect(done.slice(4)).toEqual(['create b.pdf id4', 'post at sending 0.5', 'sent id2', 'release blob:b.pdf']);
    expect(entries.get()).toEqual([]);
    const content = { kind: 'document', fileId: 'f'.repeat(64), caption: 'see', name: 'a.pdf' };
    expect(sent[0]).toEqual({ clientId: 'id1', content, replyTo: 'q' });
    expect(sent[1]?.content).not.toHaveProperty('caption');
  });

  it('are not put again when the business has their bytes', async () => {
    const known = upload({ fileId: 'f'.repeat(64) as Upload['fileId'] });
    const { sendings, done } = setUp({ create: () => Promise.resolve(known) });
    sendings.add('c', chosen('a.pdf'));
    await settled();
    expect(done).toEqual(['sent id1', 'release blob:a.pdf']);
  });

  it('that the business has already become messages without their bytes, and try again like others', async () => {
    let tries = 0;
    const ids: string[] = [];
    const { sendings, entries, done } = setUp({
      hash: () => Promise.reject(new Error('there is nothing to read')),
      send: (_conversation, clientId, content, replyTo) => {
        ids.push(`${clientId} ${JSON.stringify(content)} ${replyTo}`);
        tries += 1;
        return tries <= 3 ? Promise.reject(new Unreachable()) : Promise.resolve({ id: clientId } as Message);
      },
    });
    const shown = { kind: 'document', mimeType: 'application/pdf', bytes: 5, name: 'a.pdf' } as const;
    sendings.add('c', { fileId: 'f'.repeat(64), shown, caption: 'see', replyTo: 'q' });
    await settled();
    expect(entries.get()).toMatchObject([{ state: 'failed', reason: 'unreachable', file: { name: 'a.pdf' } }]);
    sendings.retry('id1');
    await settled();
    expect([entries.get(), done, new Set(ids).size]).toEqual([[], ['sent id1'], 1]);
    expect(ids[0]).toBe(`id1 ${JSON.stringify({ kind: 'document', fileId: 'f'.repeat(64), caption: 'see', name: 'a.pdf' })} q`);
  });

  it('have neither caption nor name where the provider knows none', async () => {
    const { sendings, sent } = setUp();
    sendings.add('c', chosen('a', { shown: { kind: 'voice', mimeType: 'audio/ogg', bytes: 1 }, caption: 'no' }));
    await settled();
    expect(sent[0]?.content).toEqual({ kind: 'voice', fileId: 'f'.repeat(64) });
  });

  it('try a connection that comes and goes three times, then say so; a person tries again, without a second upload', async () => {
    let tries = 0;
    const { sendings, entries, sent, done } = setUp({
      send: (_conversation, clientId) => {
        tries += 1;
        return tries <= 3 ? Promise.reject(new Unreachable()) : Promise.resolve({ id: clientId } as Message);
      },
    });
    sendings.add('c', chosen('a.pdf'));
    await settled();
    expect([tries, entries.get()[0]]).toMatchObject([3, { state: 'failed', reason: 'unreachable' }]);
    sendings.retry('id1');
    await settled();
    expect([tries, entries.get(), sent]).toEqual([4, [], []]);
    expect(done.filter((one) => one.startsWith('create'))).toHaveLength(1);
    expect(done).toContain('sent id1');
  });

  it('get another id where theirs is too old, and the next ones go on meanwhile', async () => {
    const ids: string[] = [];
    const problem = new Refused(422, { title: '', detail: 'too old' }, 'client-id-expired');
    const { sendings, entries } = setUp({
      send: (_conversation, clientId) => {
        ids.push(clientId);
        return ids.length === 1 ? Promise.reject(problem) : Promise.resolve({ id: clientId } as Message);
      },
    });
    sendings.add('c', chosen('a.pdf'));
    sendings.add('c', chosen('b.pdf'));
    await settled();
    expect(entries.get()).toMatchObject([{ state: 'failed', reason: 'client-id-expired', detail: 'too old' }]);
    sendings.retry('id1');
    await settled();
    expect(ids).toEqual(['id1', 'id2', expect.not.stringMatching(/^id1$/)]);
    expect(entries.get()).toEqual([]);
  });

  it('end when somebody calls them off, wherever they are', async () => {
    let stopped = false;
    const { sendings, entries, sent, done } = setUp({
      post: (_form, _file, signal) =>
        new Promise((_resolve, reject) =>
          signal.addEventListener('abort', () => {
            stopped = true;
            reject(signal.reason);
          }),
        ),
    });
    sendings.add('c', chosen('a.pdf'));
    await settled();
    sendings.cancel('id1');
    await settled();
    expect([stopped, entries.get(), sent]).toEqual([true, [], []]);
    expect(done.at(-1)).toBe('release blob:a.pdf');
  });

  it('say when the storage does not take them', async () => {
    const { sendings, entries } = setUp({ post: () => Promise.reject(new NotTaken()) });
    sendings.add('c', chosen('a.pdf'));
    await settled();
    expect(entries.get()).toMatchObject([{ state: 'failed', reason: 'not-taken' }]);
  });
});
