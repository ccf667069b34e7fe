import { clientId } from '../../helpers/api.ts';
import { eventually } from '../../helpers/eventually.ts';
import type { Life } from './business.ts';
import { from, type Somebody } from './wire.ts';

/** What people do with a conversation, and what they write down about its customer. */
export async function workOn({ canary, founder }: Life, friend: Somebody, conversation: string): Promise<void> {
  const params = { id: conversation };
  const { items: people } = (await founder.ask('GET /v1/colleagues')).body;
  const idOf = (mark: string): string => people.find(({ name }: { name: string }) => name === mark).id;
  const [me, colleague] = [idOf(canary.of('founder-name')), idOf(canary.of('friend-joined'))];

  const kept = (await founder.ask('POST /v1/labels', { body: { name: canary.of('kept-label'), colour: '#1d7a5f' } })).body;
  const renamed = { params: { id: kept.id }, ...from(kept), body: { name: canary.of('label-renamed') } };
  await founder.ask('PATCH /v1/labels/{id}', renamed);
  const gone = (await founder.ask('POST /v1/labels', { body: { name: canary.of('gone-label'), colour: '#1d7a5f' } })).body;
  await founder.ask('DELETE /v1/labels/{id}', { params: { id: gone.id } });
  await founder.ask('GET /v1/labels');
  canary.also(kept.id, gone.id);

  const { assigneeId = null } = (await founder.ask('GET /v1/conversations/{id}', { params })).body;
  await founder.ask('POST /v1/conversations/{id}/take-over', { params, body: { from: assigneeId } });
  await founder.ask('POST /v1/conversations/{id}/labels', { params, body: { add: [kept.id], remove: [] } });
  const written = { clientId: clientId(), text: canary.of('private-note'), mentions: [colleague] };
  const note = (await founder.ask('POST /v1/conversations/{id}/notes', { params, body: written })).body;
  const place = { id: conversation, messageId: note.id };
  const changed = { pinned: true, text: canary.of('note-changed') };
  await founder.ask('PATCH /v1/conversations/{id}/notes/{messageId}', { params: place, body: changed });
  await friend.ask('GET /v1/conversations/{id}/notes', { params });
  const given = { from: me, to: colleague, note: canary.of('given-with') };
  await founder.ask('POST /v1/conversations/{id}/assign', { params, body: given });
  const until = new Date(Date.now() + 3_600_000).toISOString();
  await friend.ask('POST /v1/conversations/{id}/snooze', { params, body: { until } });
  await friend.ask('GET /v1/conversations', { query: { view: 'snoozed' } });
  await friend.ask('GET /v1/unread-conversations');
  await friend.ask('POST /v1/conversations/{id}/reopen', { params });
  await friend.ask('POST /v1/conversations/{id}/resolve', { params });
  await friend.ask('POST /v1/conversations/{id}/reopen', { params });
  await friend.ask('POST /v1/conversations/{id}/hand-back', { params, body: { mode: 'ai' } });
  await friend.ask('GET /v1/conversations/{id}/messages', { params });

  // Both have a page open: what waits is given to one of them, who are told so.
  for (const body of [{ on: true, limit: 7 }, { on: false }]) {
    const automatic = (await founder.ask('GET /v1/automatic-assignment')).body;
    await founder.ask('PATCH /v1/automatic-assignment', { ...from(automatic), body });
  }
}

/** Words of both businesses: each finds its own. */
export async function lookFor(founder: Somebody, words: readonly string[]): Promise<void> {
  for (const route of ['GET /v1/search/customers', 'GET /v1/search/messages']) {
    const [own, ...others] = words;
    await eventually(
      () => founder.ask(route, { query: { q: own ?? '' } }),
      ({ body }) => body.items.length > 0,
    );
    for (const q of others) await founder.ask(route, { query: { q } });
  }
}
