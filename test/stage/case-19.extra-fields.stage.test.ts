import fc from 'fast-check';
import { beforeAll, describe, expect, it } from 'vitest';
import * as z from 'zod';
import { promptPurposes } from '../../contract/prompt-text.ts';
import type { Route } from '../../contract/route.ts';
import { Employee, employee, type Reply } from '../helpers/api.ts';
import { settled } from '../helpers/settled.ts';
import { sharedStage } from '../helpers/shared-stage.ts';
import type { Stage } from '../helpers/stage.ts';
import { type Item, RawTable } from '../helpers/table.ts';
import { newPerson, seeded } from '../security/people.ts';
import { everyRoute, nameOf, shaped } from '../security/requests.ts';
import { valuesOf } from '../security/shapes.ts';

/** What clients of other systems send, and what attackers try, to be somebody or somewhere else. */
const extras = [
  'tenantId',
  'tenant',
  'businessId',
  'role',
  'id',
  'source_id',
  'teamId',
  'workspaceId',
  'employeeId',
  'sub',
  'permissions',
  'version',
  'pk',
  'isAdmin',
  'constructor',
] as const;

/** Operators of query languages, and values of other types than the contract knows. */
const operators: readonly unknown[] = [
  { $ne: null },
  { $gt: '' },
  { $regex: '.*' },
  { S: 'x' },
  { __proto__: { isAdmin: true } },
  [],
  ['x'],
  null,
  true,
  -1,
  1e300,
  '',
  '\u0000',
  'x'.repeat(40_000),
];

let stage: Stage;
let theirs: string;
let callers: Record<'member' | 'signed-in' | 'platform' | 'public', Employee>;

beforeAll(async () => {
  stage = sharedStage();
  const admin = await employee(stage, 'samia', 'admin');
  theirs = stage.business('isik').id;
  const { token, cookie, email } = await newPerson(stage, 'fuzz');
  callers = {
    member: admin,
    'signed-in': new Employee(stage, token, admin.business, email, cookie),
    platform: await seeded(stage, 'platform-admin'),
    public: new Employee(stage, '', '', '', ''),
  };
  // Warm: the key of cursors is made with the first list.
  for (const path of ['/v1/audit', '/v1/employees']) await admin.call('GET', path);
});

const callerOf = ({ access }: Route): Employee =>
  callers[access === 'signed-in' || access === 'platform' || access === 'public' ? access : 'member'];

/** The body is text, so that it can say what JavaScript would swallow. */
async function ask(route: Route, search: string, body: string | undefined): Promise<Reply> {
  const { path, headers } = shaped(route);
  const who = callerOf(route);
  const response = await fetch(`${stage.url}${path}${search}`, {
    method: route.method,
    headers: {
      ...(who.token && { authorization: `Bearer ${who.token}`, 'x-business-id': who.business }),
      ...(body !== undefined && { 'content-type': 'application/json' }),
      ...headers,
    },
    ...(body !== undefined && { body }),
  });
  const text = await response.text();
  return { status: response.status, headers: response.headers, body: text === '' ? undefined : JSON.parse(text) };
}

/** The whole table; connections, sessions and what people have as their last time here move by themselves. */
async function rows(): Promise<Item[]> {
  await settled(stage);
  return (await new RawTable(stage).scan()).filter(({ pk }) => !/^(SESSION|TICKET|LOGIN)#|#CONN$/.test(String(pk)));
}

async function changingNothing(work: () => Promise<void>): Promise<void> {
  const before = await rows();
  await work();
  expect(await rows()).toEqual(before);
}

const isObject = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/** What people name as they like: languages that a text is in, and the business's own fields. */
const open: readonly string[] = ['text', 'fields', ...promptPurposes];

/** The body with one more field, at the top and in each object inside: as JSON. */
function withField(body: unknown, name: string, value: unknown): string[] {
  const inside = isObject(body)
    ? Object.entries(body).flatMap(([key, inner]) =>
        isObject(inner) && !open.includes(key)
          ? withField(inner, name, value).map(
              (json) => `${JSON.stringify({ ...body, [key]: '\u0001' }).replace('"\\u0001"', () => json)}`,
            )
          : [],
      )
    : [];
  const own = isObject(body) ? body : {};
  if (Object.hasOwn(own, name)) return inside;
  const members = [...Object.entries(own), [name, value] as const].map(
    ([key, one]) => `${JSON.stringify(key)}:${JSON.stringify(one)}`,
  );
  return [`{${members.join(',')}}`, ...inside];
}

const changing = everyRoute.filter(({ method }) => method !== 'GET');

describe('case 19: a request that says more than it may', () => {
  it('in its body is refused by every route, and changes nothing of anybody', { timeout: 180_000 }, async () => {
    await changingNothing(async () => {
      for (const [index, route] of changing.entries()) {
        // Each route gets some of them, and all of them are used.
        const names = ['__proto__', ...extras.filter((_, at) => at % 4 === index % 4)];
        const bodies = names.flatMap((name) => withField(shaped(route).body, name, name === 'role' ? 'admin' : theirs));
        const answers = await Promise.all(bodies.map((body) => ask(route, '', body)));
        for (const [at, { status, body }] of answers.entries())
          expect.soft([status, body?.code], `${nameOf(route)} ${bodies[at]}`).toEqual([400, 'invalid-body']);
      }
    });
  });

  it('in its query is refused by every route', async () => {
    await changingNothing(async () => {
      for (const [index, route] of everyRoute.entries()) {
        const name = extras[index % extras.length];
        for (const search of [`?${name}=${theirs}`, '?limit[$gt]=1', '?limit=1&limit=2']) {
          const { status, body } = await ask(
            route,
            search,
            route.method === 'GET' ? undefined : JSON.stringify(shaped(route).body ?? {}),
          );
          expect.soft([status, body?.code], `${nameOf(route)} ${search}`).toEqual([400, 'invalid-query']);
        }
      }
    });
  });

  it('in headers is not heard: the membership alone says whose business it is', async () => {
    const { member } = callers;
    const claims = ['x-tenant-id', 'x-tenant', 'tenant', 'x-employee-id', 'x-permissions', 'x-amzn-request-context'];
    const plain = await member.call('GET', '/v1/business');
    const told = await member.call('GET', '/v1/business', undefined, Object.fromEntries(claims.map((name) => [name, theirs])));
    expect(plain.body.id).toBe(member.business);
    expect([told.status, told.body]).toEqual([plain.status, plain.body]);
    const twice = await member.call('GET', '/v1/business', undefined, { 'x-business-id': `${member.business}, ${theirs}` });
    expect(twice.status).toBe(403);
  });

  it('with operators and other types than the contract knows is refused, and never breaks anything', {
    timeout: 180_000,
  }, async () => {
    const bodied = changing.flatMap((route) => (route.body === undefined ? [] : [{ route, schema: route.body }]));
    const placesIn = (value: unknown, path: readonly string[] = []): (readonly string[])[] => [
      path,
      ...(isObject(value) ? Object.entries(value).flatMap(([key, inner]) => placesIn(inner, [...path, key])) : []),
    ];
    const put = (body: unknown, [key, ...rest]: readonly string[], value: unknown): unknown => {
      if (key === undefined) return value;
      return isObject(body) ? { ...body, [key]: put(body[key], rest, value) } : body;
    };
    let refused = 0;
    await changingNothing(async () => {
      const attempt = fc.constantFrom(...bodied).chain(({ route, schema }) =>
        fc.record({
          route: fc.constant(route),
          schema: fc.constant(schema),
          body: valuesOf(schema),
          at: fc.nat(),
          value: fc.constantFrom(...operators),
        }),
      );
      const tried = fc.sample(attempt, { numRuns: 250, seed: 19 }).map(({ route, schema, body, at, value }) => {
        const places = placesIn(body);
        const broken = put(body, places[at % places.length] ?? [], value);
        return { route, broken, taken: z.safeParse(schema, JSON.parse(JSON.stringify(broken))).success };
      });
      for (const { route, broken, taken } of tried) {
        if (taken) continue;
        const { status, body } = await ask(route, '', JSON.stringify(broken));
        refused += 1;
        expect
          .soft([status, body?.code], `${nameOf(route)} ${JSON.stringify(broken).slice(0, 300)}`)
          .toEqual([400, 'invalid-body']);
      }
    });
    expect(refused).toBeGreaterThan(100);
  });
});
