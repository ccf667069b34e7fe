import { beforeAll, describe, expect, it } from 'vitest';
import { settled } from '../helpers/settled.ts';
import { sharedStage } from '../helpers/shared-stage.ts';
import type { Stage } from '../helpers/stage.ts';
import { addKnowledge, letSuggest } from './canary/assistant.ts';
import { beginLife, connectNumber, found, importFiles, type Life, signUp } from './canary/business.ts';
import { base64Forms, Canary } from './canary/canary.ts';
import { forget, knowCustomer } from './canary/customers.ts';
import { sendFiles } from './canary/files.ts';
import { keepFiles } from './canary/library.ts';
import { gatherTeam, lookAfterAccounts } from './canary/people.ts';
import { giveRoom, governAbout, platformAdmin, thinkBetter } from './canary/platform.ts';
import { keepCannedResponses, openPage, takeOut, talk } from './canary/talk.ts';
import { Wire } from './canary/wire.ts';
import { lookFor, workOn } from './canary/work.ts';
import { everyRoute, nameOf } from './requests.ts';

/** Answer about all businesses at once, to the platform: no business is told anything by them. */
const ofThePlatform = ['GET /v1/platform/audit'];
/** Nobody here can be answered with success; what they say is searched all the same. */
const refused = ['POST /v1/session/challenge'];

let stage: Stage;
let lives: readonly [Life, Life];
let logs: string;
const platform = new Wire();

const both = <Result>(phase: (life: Life) => Promise<Result>): Promise<[Result, Result]> =>
  Promise.all([phase(lives[0]), phase(lives[1])]);

/** Two businesses from nothing to everything, at the same time. */
beforeAll(async () => {
  stage = sharedStage();
  lives = [beginLife(stage), beginLife(stage)];
  await both((life) => signUp(life, life.founder));
  await both(found);
  await both(giveRoom);
  const teams = await both(gatherTeam);
  const numbers = await both(connectNumber);
  const at = (life: Life): 0 | 1 => (life === lives[0] ? 0 : 1);
  // All pages are open before the first message of either comes.
  const pages = await both((life) =>
    Promise.all([openPage(life, life.founder), openPage(life, teams[at(life)].friend)] as const),
  );
  const conversations = await both(async (life) => {
    const talked = await talk(life, numbers[at(life)], pages[at(life)]);
    const sentFiles = await sendFiles(life, numbers[at(life)]);
    await keepFiles(life, numbers[at(life)], talked);
    await workOn(life, teams[at(life)].friend, talked);
    return [talked, sentFiles] as const;
  });
  const words = (life: Life): string[] => [life, lives[1 - at(life)] ?? life].map(({ canary }) => canary.word);
  await both((life) => lookFor(life.founder, words(life)));
  await both(async (life) => {
    await addKnowledge(life, words(life));
    await letSuggest(life, numbers[at(life)]);
  });
  await both(async (life) => {
    await knowCustomer(life, ...conversations[at(life)]);
    await forget(life, numbers[at(life)]);
  });
  await both((life) => Promise.all([keepCannedResponses(life), importFiles(life)]));
  await settled(stage);
  await both(governAbout);
  await both(takeOut);
  await both(thinkBetter);
  await both(async ({ founder }) => {
    await founder.ask('GET /v1/conversations');
    await founder.ask('GET /v1/audit', { query: { limit: '100' } });
    await founder.ask('GET /v1/audit/csv');
  });
  await both((life) => lookAfterAccounts(life, teams[at(life)].guest, teams[at(life)].friend));
  await settled(stage);
  await both(async (life) => {
    for (const page of pages[at(life)]) {
      await page.close();
      life.wire.take('frames', page.raw.join('\n'));
      life.wire.take('frames, as they are read', JSON.stringify(page.events));
    }
  });
  const admin = await platformAdmin({ stage, wire: platform });
  for (const route of ofThePlatform) await admin.ask(route);
  logs = await stage.logs();
}, 180_000);

describe('two businesses on one stage', () => {
  it('use every route of the contract: a new one needs a step in test/security/canary/', () => {
    for (const { wire } of lives) {
      const left = everyRoute.map(nameOf).filter((name) => !wire.done.has(name));
      expect(left.sort()).toEqual([...ofThePlatform, ...refused].sort());
    }
    expect([...platform.done]).toEqual(expect.arrayContaining(ofThePlatform));
  });

  it('see their own marks again, each of them: so what is searched is what people see', () => {
    for (const { wire, canary } of lives) expect(canary.missingIn(wire.everything)).toEqual([]);
    const kinds = ['frames', 'mail to', 'exported file', 'served file', 'GET /v1/audit/csv', 'what the provider'];
    for (const { wire, canary } of lives) {
      const places = wire.where((bytes) => canary.foundIn(bytes));
      for (const kind of kinds)
        expect(
          places.filter((place) => place.startsWith(kind)),
          kind,
        ).not.toEqual([]);
    }
  });

  it('are sent nothing of each other: not in answers, frames, e-mails, files, tables or to their customers', () => {
    const [one, other] = lives;
    expect(one.wire.where((bytes) => other.canary.foundIn(bytes))).toEqual([]);
    expect(other.wire.where((bytes) => one.canary.foundIn(bytes))).toEqual([]);
  });

  it('never see secrets again that they gave', () => {
    for (const { wire } of lives) {
      const given = [...wire.secrets].filter((secret) => /^(EAA|sk-|[0-9a-f]{32}$)|password/.test(secret));
      expect(given.length).toBeGreaterThan(4);
      expect(wire.where((bytes) => given.filter((secret) => bytes.includes(secret)))).toEqual([]);
    }
  });

  it('leave nothing in the logs that people or customers wrote, nor their addresses, numbers and tokens', () => {
    expect(logs.split('\n').length).toBeGreaterThan(50);
    for (const { canary, wire } of lives) {
      const ids = /^[0-9a-hjkmnp-tv-z]{26}$/;
      expect(canary.foundIn(logs).filter((found) => !ids.test(found))).toEqual([]);
      expect([...wire.secrets].filter((secret) => logs.includes(secret))).toEqual([]);
    }
    // Of anybody: an e-mail address, a token, a provider's id (it has the phone number in it), an international number.
    for (const pattern of [
      /[\w.+-]+@[\w-]+\.[a-z]{2,}/i,
      /eyJ[\w-]{10,}\.[\w-]+/,
      /\bEAA\w{20,}/,
      /wamid\./,
      /"\+?[1-9]\d{9,14}"/,
    ]) {
      expect(
        logs.split('\n').filter((line) => pattern.test(line)),
        String(pattern),
      ).toEqual([]);
    }
  });
});

describe('the search', () => {
  it('finds a word also in base64, wherever it begins', () => {
    const canary = new Canary();
    for (const before of ['', '{', '{"', '{"a', 'x'.repeat(7)]) {
      const text = `${before}${canary.word} and more`;
      for (const coded of [
        text,
        Buffer.from(text).toString('base64'),
        Buffer.from(text).toString('base64url'),
        Buffer.from(text).toString('hex'),
      ])
        expect(canary.foundIn(`x ${coded} y`)).not.toEqual([]);
    }
    expect(base64Forms(canary.word).every((form) => form.length > 12)).toBe(true);
    expect(canary.foundIn('nothing of it')).toEqual([]);
  });
});
