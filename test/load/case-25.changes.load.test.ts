import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { clientId, type Employee, type Reply } from '../helpers/api.ts';
import { eventually } from '../helpers/eventually.ts';
import { sentTo } from '../helpers/graph.ts';
import { checkLoad, openLoop, type Shot } from '../helpers/open-loop.ts';
import { bodyOf, changeOf, newCustomer, newWamid, post, textOf } from '../helpers/provider.ts';
import { settled } from '../helpers/settled.ts';
import { sharedStage } from '../helpers/shared-stage.ts';
import type { Stage } from '../helpers/stage.ts';
import { RawTable } from '../helpers/table.ts';
import { Timeline } from '../helpers/timeline.ts';
import { password } from '../helpers/visitor.ts';
import { aDesk, type Desk, must } from './desk.ts';

interface Answer {
  readonly what: string;
  /** Status, and the code of the problem if there is one. */
  readonly said: string;
  /** The answers that are right for a request that was under way at that time. */
  readonly right: (shot: Shot<unknown>) => readonly string[];
}

const perSecond = 50;
const nothingInIt = bodyOf([]);
const ofHolder = 'colleague by who has the role';
const ofLeaver = 'conversation by the leaver';

let stage: Stage;
let desk: Desk;
/** Everything secret that came by: neither table nor logs may have it as it is. */
const secrets = new Map<string, string>();
const sends = new Map<string, { said?: string }>();
const texts: string[] = [];
/** The app secret that the provider has made; the business is told of it in the middle of the load. */
let newSecret = '';
let newVerifyToken = '';

const standing = new Timeline<'active' | 'suspended'>('active');
const holderSees = new Timeline(true);
const leaverWorks = new Timeline(true);
const newSecretCounts = new Timeline(false);
const firstTokenCounts = new Timeline(true);

beforeAll(async () => {
  stage = sharedStage();
  desk = await aDesk(stage);
  newSecret = (await desk.atProvider({ newSecret: true })).appSecret;
  const { appSecret, verifyToken } = desk.channel;
  const known = { newSecret, appSecret, verifyToken, accessToken: desk.accessToken, password };
  for (const [name, secret] of Object.entries(known)) secrets.set(name, secret);
}, 120_000);
afterAll(() => stage.clock(0));

const always =
  (...said: string[]): Answer['right'] =>
  () =>
    said;
const either =
  (timeline: Timeline<boolean>, yes: string, no: string): Answer['right'] =>
  (shot) =>
    timeline.during(shot).map((state) => (state ? yes : no));
/** Of somebody of the business: told of a suspension while there is one. */
const ofMember =
  (right: Answer['right']): Answer['right'] =>
  (shot) =>
    standing.during(shot).flatMap((state) => (state === 'suspended' ? ['403 business-suspended'] : right(shot)));

async function rest(what: string, right: Answer['right'], asked: Promise<Reply>): Promise<Answer> {
  const { status, body } = await asked.catch((error: Error) => ({ status: 0, body: { code: error.message } }));
  if (body?.ticket) secrets.set(`ticket ${secrets.size}`, body.ticket);
  return { what, said: status < 300 && status > 0 ? String(status) : `${status} ${body?.code}`, right };
}

async function webhook(what: string, right: Answer['right'], appSecret: string, raw = nothingInIt): Promise<Answer> {
  return { what, said: String(await post({ ...desk.channel, appSecret }, raw)), right };
}

async function challenge(what: string, right: Answer['right'], token: string): Promise<Answer> {
  const query = new URLSearchParams({ 'hub.mode': 'subscribe', 'hub.challenge': '4711', 'hub.verify_token': token });
  const answer = await fetch(`${desk.channel.webhook}?${query}`);
  const text = await answer.text();
  return { what, said: answer.status === 200 ? `200 ${text}` : String(answer.status), right };
}

async function send(who: Employee, conversation: string): Promise<Answer> {
  const id = clientId();
  const entry: { said?: string } = {};
  sends.set(id, entry);
  const answer = await rest('send', ofMember(always('202')), who.send(conversation, 'We have it in walnut', id));
  entry.said = answer.said;
  return answer;
}

function text(first: boolean): Promise<Answer> {
  const id = newWamid('load');
  const customer = desk.customers[texts.length % desk.customers.length] ?? newCustomer();
  texts.push(id);
  const raw = bodyOf([
    changeOf(desk.channel, { customers: [customer], messages: [textOf(customer, { id, body: 'And in oak?' })] }),
  ]);
  const now = performance.now();
  const both = !newSecretCounts.during({ begun: now, ended: now }).includes(false);
  return webhook('text of a customer', always('200'), first || !both ? desk.channel.appSecret : newSecret, raw);
}

/** What is asked, by its number among the fifty of a second. */
function fire(number: number): Promise<Answer> {
  const slot = number % perSecond;
  const who = [...desk.readers, desk.founder][number % 3] ?? desk.founder;
  const conversation = desk.conversations[number % desk.conversations.length] ?? '';
  const ok = ofMember(always('200'));
  const get = (what: string, right: Answer['right'], by: Employee, path: string) => rest(what, right, by.call('GET', path));
  if ([0, 25].includes(slot)) return send(who, conversation);
  if ([5, 30].includes(slot)) return text(slot === 5);
  if ([8, 33].includes(slot)) return webhook('first app secret', always('200'), desk.channel.appSecret);
  if ([13, 18, 38, 43].includes(slot)) return webhook('new app secret', either(newSecretCounts, '200', '401'), newSecret);
  if (slot === 28) return webhook('app secret of a stranger', always('401'), 'f'.repeat(32));
  if ([10, 35].includes(slot)) {
    return challenge('first verify token', either(firstTokenCounts, '200 4711', '403'), desk.channel.verifyToken);
  }
  if (slot === 20 && newVerifyToken === '') return challenge('guessed verify token', always('403'), 'a'.repeat(32));
  if (slot === 20) return challenge('new verify token', always('200 4711'), newVerifyToken);
  if ([3, 23, 48].includes(slot)) {
    const asked = who.call('POST', '/v1/realtime/ticket', undefined, { origin: stage.url });
    return rest('ticket', ofMember(always('201')), asked);
  }
  if (slot % 10 === 6) return get('inbox', ok, who, '/v1/conversations?limit=10');
  if (slot === 40) return get('inbox by a stranger', always('403 forbidden'), desk.stranger, '/v1/conversations?limit=10');
  if (slot % 4 === 1) {
    const right = ofMember(either(holderSees, '200', '403 forbidden'));
    return get(ofHolder, right, desk.holder, `/v1/employees/${desk.leaverId}`);
  }
  if (slot % 4 === 3) {
    const right = ofMember(either(leaverWorks, '200', '403 forbidden'));
    return get(ofLeaver, right, desk.leaver, `/v1/conversations/${conversation}`);
  }
  return get('conversation', ok, who, `/v1/conversations/${conversation}`);
}

const answered: { readonly what: string; readonly begun: number }[] = [];
async function fireAndNote(number: number): Promise<Answer> {
  const begun = performance.now();
  const answer = await fire(number);
  answered.push({ what: answer.what, begun });
  return answer;
}

/** Time for requests that can meet nothing but the state as it is now; more of it on a machine that is busy. */
async function aWhile(what = 'conversation'): Promise<void> {
  const since = performance.now();
  const met = () => answered.filter((one) => one.what === what && one.begun >= since).length;
  await sleep(1_000);
  await eventually(met, (count) => count >= 3);
}

/** One after the other, with a while in between. */
async function changes(): Promise<void> {
  const { founder, boss, channel, roleId, leaverId, atProvider, business } = desk;
  for (const what of [ofHolder, ofLeaver, 'new app secret', 'first verify token']) await aWhile(what);
  for (const sees of [false, true]) {
    const { items } = await must(founder.call('GET', '/v1/roles'));
    const { version } = items.find(({ id }: { id: string }) => id === roleId);
    const body = { permissions: [sees ? 'employees.view' : 'notes.write'] };
    await holderSees.change(sees, () => must(founder.call('PATCH', `/v1/roles/${roleId}`, body, { 'if-match': `"${version}"` })));
    await aWhile(ofHolder);
  }
  const person = `/v1/employees/${leaverId}`;
  for (const works of [false, true]) {
    const { version } = await must(founder.call('GET', person));
    const path = `${person}/${works ? 're' : 'de'}activate`;
    await leaverWorks.change(works, () => must(founder.call('POST', path, undefined, { 'if-match': `"${version}"` })));
    await aWhile(ofLeaver);
  }
  const number = `/v1/channels/${channel.id}`;
  const overlapping = { appSecret: newSecret, overlapHours: 1 };
  await newSecretCounts.change(true, () => must(founder.call('PUT', `${number}/app-secret`, overlapping)));
  await aWhile('new app secret');
  const { accessToken } = await atProvider({ newToken: true });
  secrets.set('new access token', accessToken);
  await must(founder.call('PUT', `${number}/access-token`, { accessToken }));
  await atProvider({ revoke: desk.accessToken });
  await aWhile();
  const made = await firstTokenCounts.change(false, () => must(founder.call('PUT', `${number}/verify-token`)));
  newVerifyToken = made.verifyToken;
  secrets.set('new verify token', newVerifyToken);
  await aWhile('first verify token');
  const platform = (what: string, body?: object) => must(boss.call('POST', `/v1/platform/businesses/${business}/${what}`, body));
  await standing.change('suspended', () => platform('suspend', { reason: 'Asked for by its owner' }));
  await aWhile();
  await standing.change('active', () => platform('reactivate'));
  await aWhile();
}

describe('case 25: changes under a load of 50 requests a second', () => {
  it('refuse no valid request and let no invalid one pass', async () => {
    // Processes are started before the clock of the load runs.
    for (let round = 0; round < 2; round++) await Promise.all(Array.from({ length: perSecond }, (_, number) => fire(number)));
    const shots = await openLoop({ perSecond, until: changes() }, fireAndNote);
    checkLoad(shots, { perSecond });
    const wrong = shots.filter((shot) => !shot.answer.right(shot).includes(shot.answer.said));
    expect(wrong.map((shot) => `${shot.answer.what}: ${shot.answer.said} instead of ${shot.answer.right(shot)}`)).toEqual([]);
    // Every state was met by requests that could have met no other.
    const met: readonly (readonly [Pick<Timeline<unknown>, 'during'>, string])[] = [
      [standing, 'conversation'],
      [holderSees, ofHolder],
      [leaverWorks, ofLeaver],
      [newSecretCounts, 'new app secret'],
      [firstTokenCounts, 'first verify token'],
    ];
    for (const [timeline, what] of met) {
      const states = shots.filter(({ answer }) => answer.what === what).map((shot) => timeline.during(shot));
      const sure = new Set(states.flatMap((some) => (some.length === 1 ? some : [])));
      expect([what, sure.size]).toEqual([what, 2]);
    }
  }, 120_000);

  it('lose nothing and double nothing', async () => {
    await settled(stage);
    const sent = await Promise.all(desk.customers.map(({ waId }) => sentTo(stage, waId)));
    const bodies = sent.flatMap(({ messages }) => messages.map(({ body }) => JSON.stringify(body)));
    const rows = (await new RawTable(stage).scan(`T#${desk.business}#CONV#`)).filter(({ dir }) => dir === 'out');
    const became = [...sends].map(([id, { said }]) => {
      const name = id.replaceAll('-', '');
      const { status, fail } = rows.find(({ sk }) => String(sk).includes(name)) ?? {};
      return { said, status, fail, times: bodies.filter((body) => body.includes(name)).length };
    });
    // Taken a moment before the business was suspended, it is not sent any more, and says so.
    const late = (one: (typeof became)[number]) =>
      one.status === 'failed' && JSON.stringify(one.fail).includes('business-suspended') && one.times === 0;
    expect(became.filter((one) => !late(one) && one.times !== (one.said === '202' ? 1 : 0))).toEqual([]);
    expect(became.filter(late).length).toBeLessThan(became.length / 4);
    const kept = await eventually(
      () => new RawTable(stage).messages(texts),
      (messages) => messages.length >= texts.length,
    );
    expect(kept.map(({ pid }) => String(pid)).toSorted()).toEqual(texts.toSorted());
  });

  it('leave no secret in the table or in a log as it is', async () => {
    for (const { email, token } of [...desk.readers, desk.founder, desk.holder, desk.leaver, desk.boss])
      secrets.set(email, token);
    const rows = JSON.stringify(await new RawTable(stage).scan());
    const logs = await stage.logs();
    for (const [name, secret] of secrets) {
      expect([name, rows.includes(secret), logs.includes(secret)]).toEqual([name, false, false]);
    }
  });

  it('end the first app secret when its time is over, not before', async () => {
    const { previousSecretUntil } = await must(desk.founder.call('GET', `/v1/channels/${desk.channel.id}`));
    const until = Date.parse(previousSecretUntil);
    expect(until - Date.now()).toBeGreaterThan(55 * 60_000);
    await stage.clock(until - Date.now() - 20_000);
    expect(await post(desk.channel, nothingInIt)).toBe(200);
    await stage.clock(until - Date.now() + 1_000);
    expect(await post(desk.channel, nothingInIt)).toBe(401);
    expect(await post({ ...desk.channel, appSecret: newSecret }, nothingInIt)).toBe(200);
  });
});
