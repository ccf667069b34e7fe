import { beforeAll, describe, expect, it } from 'vitest';
import type { Route } from '../../contract/route.ts';
import { sharedStage } from '../helpers/shared-stage.ts';
import type { Stage } from '../helpers/stage.ts';
import { type Item, RawTable } from '../helpers/table.ts';
import {
  type ExpectedAccess,
  expectedAccess,
  type MemberRole,
  memberRoles,
  type Outcome,
  worksToTheEnd,
} from './expected-access.ts';
import { addMember, addVisit, makePlatformAdmin, newBusiness, newId, newPerson, type Person } from './people.ts';
import { everyRoute, nameOf, type Parts, shaped } from './requests.ts';

const expectedOf = (route: Route): ExpectedAccess => {
  const expected = expectedAccess.get(nameOf(route));
  if (!expected) throw new Error(`No line for ${nameOf(route)}`);
  return expected;
};

interface Caller {
  readonly who: string;
  readonly token?: string;
  readonly cookie?: string;
  readonly business?: string;
  /** What they are told on a route that works in a business. */
  readonly inBusiness: (members: ExpectedAccess['members'], route: string) => Outcome | undefined;
  readonly ofPlatform?: true;
}

const refusals: ReadonlySet<string> = new Set([
  'signed-out',
  'forbidden',
  'read-only',
  'business-suspended',
  'business-deleting',
]);

/**
 * A request of somebody who is let through must leave nothing behind: it lacks what only a caller with rights is asked for (a
 * key, the version), or names what is not there.
 */
function harmlessParts(route: Route): Parts {
  if (route.creates) return { headers: { 'idempotency-key': '' } };
  if (route.ifMatch) return { headers: { 'if-match': '"999999"' } };
  return { body: harmlessBodies[nameOf(route)] };
}

/** Of routes that would leave something behind: what they are sent by those who may call them. */
const harmlessBodies: Readonly<Record<string, unknown>> = {
  'POST /v1/canned-responses/import': { items: [] },
  'DELETE /v1/account/sessions': { unexpected: true },
};

async function ask(stage: Stage, route: Route, caller: Caller, harmless: boolean): Promise<Outcome | string> {
  const { path, body, headers } = shaped(route, harmless ? harmlessParts(route) : {});
  const response = await fetch(`${stage.url}${path}`, {
    method: route.method,
    ...(body !== undefined && { body: JSON.stringify(body) }),
    headers: {
      ...headers,
      ...(body !== undefined && { 'content-type': 'application/json' }),
      ...(caller.token !== undefined && { authorization: `Bearer ${caller.token}` }),
      // Signing out with it would end the sessions of everybody here.
      ...(caller.cookie !== undefined && route.path === '/v1/realtime/ticket' && { cookie: caller.cookie }),
      ...(caller.business !== undefined && { 'x-business-id': caller.business }),
    },
  });
  const text = await response.text();
  if (response.status >= 500) return `${response.status} ${text}`;
  const problem = /problem\+json/.test(response.headers.get('content-type') ?? '') ? JSON.parse(text) : undefined;
  if (!refusals.has(problem?.code)) return 'through';
  const right = { 'signed-out': 401 }[String(problem.code)] ?? 403;
  return response.status === right ? problem.code : `${problem.code} with ${response.status}`;
}

/** Undefined: this caller is not asked about, because the route's place does not concern them. */
function expectedFor(route: Route, { token, inBusiness, ofPlatform }: Caller): Outcome | undefined {
  const { worksIn, members } = expectedOf(route);
  if (worksIn === 'nowhere') return 'through';
  if (token === undefined) return 'signed-out';
  if (worksIn === 'account') return 'through';
  if (worksIn === 'platform') return ofPlatform ? 'through' : 'forbidden';
  return inBusiness(members, nameOf(route));
}

/** Runs a few at a time, as many as the stage has processes for. */
async function inParallel<Task>(tasks: readonly Task[], run: (task: Task) => Promise<void>): Promise<void> {
  const left = [...tasks];
  const worker = async (): Promise<void> => {
    for (let task = left.shift(); task !== undefined; task = left.shift()) await run(task);
  };
  await Promise.all(Array.from({ length: 12 }, worker));
}

describe('the table of rights', () => {
  it('has a line for every route of the contract', () => {
    const missing = everyRoute.map(nameOf).filter((name) => !expectedAccess.has(name));
    const advice = missing.map((name) => `business | yes | no | no | no | no | no | ${name}`).join('\n');
    expect(missing, `Say who may call it: add such a line to test/security/expected-access.ts\n${advice}\n`).toEqual([]);
  });

  it('has no line without a route', () => {
    const routes = new Set(everyRoute.map(nameOf));
    const gone = [...expectedAccess.keys()].filter((name) => !routes.has(name));
    expect(gone, 'No group in contract/api.ts has these: take their lines out of test/security/expected-access.ts').toEqual([]);
  });
});

describe('every route, asked by everybody', () => {
  let stage: Stage;
  let ours: string;
  let callers: Caller[];
  let everyones: readonly string[];

  beforeAll(async () => {
    stage = sharedStage();
    const theirs = await newBusiness(stage, 'Their business');
    const shut = await newBusiness(stage, 'A suspended business', 'suspended');
    const ending = await newBusiness(stage, 'A business to be deleted', 'deleting');
    ours = await newBusiness(stage, 'Our business');
    const people: Person[] = [];
    for (const name of [...memberRoles, 'platform', 'account', 'visitor', 'gone', 'late'])
      people.push(await newPerson(stage, name));
    const person = (name: string): Person => {
      const found = people.find(({ email }) => email.startsWith(`${name}-`));
      if (!found) throw new Error(`There is no ${name}`);
      return found;
    };
    for (const role of memberRoles) {
      const given = role === 'bare' ? newId() : role;
      for (const business of [ours, shut, ending]) await addMember(stage, business, person(role), given);
    }
    const table = new RawTable(stage);
    await addMember(stage, ours, person('gone'), 'admin');
    await table.set({ pk: `USER#${person('gone').sub}`, sk: `MEMBER#${ours}` }, { active: { BOOL: false } });
    for (const name of ['platform', 'visitor', 'late']) await makePlatformAdmin(stage, person(name));
    await addVisit(stage, ours, person('visitor'), Date.now() + 3_600_000);
    await addVisit(stage, shut, person('visitor'), Date.now() + 3_600_000);
    await addVisit(stage, ours, person('late'), Date.now() - 1);

    const forbidden = () => 'forbidden' as const;
    const suspended = () => 'business-suspended' as const;
    const endsFor =
      (role: MemberRole | 'visitor') =>
      (members: ExpectedAccess['members'], route: string): Outcome | undefined =>
        worksToTheEnd.has(route) ? members[role] : 'business-deleting';
    const has = (role: MemberRole | 'visitor') => (members: ExpectedAccess['members']) => members[role];
    const at = (who: string, name: string, business: string | undefined, inBusiness: Caller['inBusiness']): Caller => ({
      who,
      token: person(name).token,
      cookie: person(name).cookie,
      ...(business !== undefined && { business }),
      inBusiness,
      ...(['platform', 'visitor', 'late'].includes(name) && { ofPlatform: true as const }),
    });
    everyones = [ours, theirs, shut, ending];
    callers = [
      ...memberRoles.flatMap((role) => [
        at(`${role} at work`, role, ours, has(role)),
        at(`${role} of another business`, role, theirs, forbidden),
        at(`${role} in no business there is`, role, newId(), forbidden),
        at(`${role} who names no business`, role, undefined, () => 'signed-out'),
        at(`${role} of a suspended business`, role, shut, suspended),
        at(`${role} of a business to be deleted`, role, ending, endsFor(role)),
      ]),
      at('somebody deactivated', 'gone', ours, forbidden),
      at('the platform', 'platform', ours, forbidden),
      at('the platform, of a suspended business', 'platform', shut, forbidden),
      at('the platform on a visit', 'visitor', ours, has('visitor')),
      at('the platform on a visit to a suspended business', 'visitor', shut, suspended),
      at('the platform on a visit, elsewhere', 'visitor', theirs, forbidden),
      at('the platform after its visit', 'late', ours, forbidden),
      at('somebody without a business', 'account', ours, forbidden),
      at('somebody without a business, of a suspended one', 'account', shut, forbidden),
      at('somebody without a business who names none', 'account', undefined, () => 'signed-out'),
      { who: 'nobody', inBusiness: () => 'signed-out' },
      { who: 'nobody who names a business', business: ours, inBusiness: () => 'signed-out' },
      { who: 'somebody with a made-up token', token: 'e30.e30.e30', business: ours, inBusiness: () => 'signed-out' },
    ];
  });

  const rows = async (): Promise<Map<string, Item>> => {
    const all = await new RawTable(stage).scan();
    const owned = all.filter(({ pk }) => everyones.some((id) => String(pk).includes(id)));
    return new Map(owned.map((item) => [`${item.pk} ${item.sk}`, item]));
  };

  // Some 2,000 requests, to every function there is.
  it('answers as the table says, and changes nothing of any business', { timeout: 300_000 }, async () => {
    const before = await rows();
    const tasks = everyRoute.flatMap((route) =>
      callers
        // Before signing in nobody is anybody: one member and one stranger stand for all.
        .filter(({ who }) => expectedOf(route).worksIn !== 'nowhere' || /^(admin at work|nobody)$/.test(who))
        .map((caller) => ({ route, caller })),
    );
    const wrong: string[] = [];
    let asked = 0;
    await inParallel(tasks, async ({ route, caller }) => {
      const made = caller.token === 'e30.e30.e30' && expectedOf(route).worksIn !== 'nowhere';
      const expected = made ? 'signed-out' : expectedFor(route, caller);
      if (expected === undefined) return;
      asked += 1;
      const outcome = await ask(stage, route, caller, expected === 'through');
      if (outcome !== expected) wrong.push(`${nameOf(route)}: ${caller.who} is told "${outcome}" instead of "${expected}"`);
    });
    expect(wrong.sort()).toEqual([]);
    expect(asked).toBeGreaterThan(everyRoute.length * 10);
    const after = await rows();
    // The key of cursors is made with the first list that needs one.
    const made = [...after.keys()].filter((key) => !before.has(key) && !key.endsWith(' CURSOR_KEY'));
    expect(made).toEqual([]);
    for (const [key, item] of before) expect(after.get(key), key).toEqual(item);
  });
});
