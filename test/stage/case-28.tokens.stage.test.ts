import { createHmac, generateKeyPairSync, type KeyObject, sign } from 'node:crypto';
import { createRequire } from 'node:module';
import { beforeAll, describe, expect, it } from 'vitest';
import * as z from 'zod';
import { account } from '../../contract/account.ts';
import { session } from '../../contract/session.ts';
import { signUp } from '../../contract/sign-up.ts';
import { type Employee, employee } from '../helpers/api.ts';
import { eventually } from '../helpers/eventually.ts';
import { sharedStage } from '../helpers/shared-stage.ts';
import type { Stage } from '../helpers/stage.ts';
import { RawTable } from '../helpers/table.ts';
import { Visitor } from '../helpers/visitor.ts';

/** Tokens are made by hand: neither the library that made the real ones nor the one that checks them has a part in it. */
type Json = Record<string, unknown>;
const part = (value: unknown): string => Buffer.from(JSON.stringify(value)).toString('base64url');
const read = (token: string, index: 0 | 1): Json =>
  JSON.parse(Buffer.from(token.split('.')[index] ?? '', 'base64url').toString());
const sealed = (header: Json, claims: Json, signature: (text: string) => Buffer): string => {
  const text = `${part(header)}.${part(claims)}`;
  return `${text}.${signature(text).toString('base64url')}`;
};

/** The key of the emulated pool is everybody's, which is what lets a test be the pool. */
const keys = createRequire(import.meta.url);
const { pem: poolKey } = z.object({ pem: z.string() }).parse(keys('cognito-local/lib/keys/cognitoLocal.private.json'));
const { pem: publicKey } = z.object({ pem: z.string() }).parse(keys('cognito-local/lib/keys/cognitoLocal.public.json'));
const rs256 = (key: string | KeyObject) => (text: string) => sign('sha256', Buffer.from(text), key);
const hs256 = (secret: string) => (text: string) => createHmac('sha256', secret).update(text).digest();

let stage: Stage;
let agent: Employee;
let header: Json;
let claims: Json;
beforeAll(async () => {
  stage = sharedStage();
  agent = await employee(stage, 'samia');
  header = read(agent.token, 0);
  claims = read(agent.token, 1);
});

async function ask(token: string, more: Record<string, string> = {}, path = '/v1/conversations'): Promise<string> {
  const response = await fetch(`${stage.url}${path}`, {
    headers: { authorization: `Bearer ${token}`, 'x-business-id': agent.business, ...more },
  });
  const text = await response.text();
  return response.ok ? '200' : `${response.status} ${JSON.parse(text).code}`;
}

const seconds = () => Math.floor(Date.now() / 1000);
const made = (changes: Json = {}, headerChanges: Json = {}) =>
  sealed({ ...header, ...headerChanges }, { ...claims, ...changes }, rs256(poolKey));
const stranger = generateKeyPairSync('rsa', { modulusLength: 2048 });

describe('an access token', () => {
  it('made as the pool makes it is taken, so that what follows is refused for its own fault', async () => {
    expect(await ask(made({ jti: 'made by hand' }))).toBe('200');
  });

  it.each<[string, () => string]>([
    ['algorithm none', () => sealed({ ...header, alg: 'none' }, claims, () => Buffer.alloc(0))],
    ['algorithm None', () => sealed({ ...header, alg: 'None' }, claims, () => Buffer.alloc(0))],
    ['HS256 with the public key', () => sealed({ ...header, alg: 'HS256' }, claims, hs256(publicKey))],
    ['HS256 with an empty secret', () => sealed({ ...header, alg: 'HS256' }, claims, hs256(''))],
    ['RS256 signed as HS256', () => sealed(header, claims, hs256(publicKey))],
    ['a key of somebody else', () => sealed(header, claims, rs256(stranger.privateKey))],
    [
      'a key of somebody else that it brings along',
      () =>
        sealed(
          { ...header, jwk: stranger.publicKey.export({ format: 'jwk' }), jku: 'https://evil.example/jwks.json' },
          claims,
          rs256(stranger.privateKey),
        ),
    ],
    ['a key name that is a path', () => made({}, { kid: '../../../../dev/null' })],
    ['a key name that is an address', () => made({}, { kid: 'https://evil.example/key' })],
    ['a key name that is a query', () => made({}, { kid: "' OR '1'='1" })],
    ['no key name', () => made({}, { kid: undefined })],
    ['a key name that is a list', () => made({}, { kid: ['CognitoLocal'] })],
    ['another issuer', () => made({ iss: 'https://cognito-idp.eu-central-1.amazonaws.com/eu-central-1_Other' })],
    ['an issuer that begins alike', () => made({ iss: `${claims.iss}.evil.example` })],
    ['another client', () => made({ client_id: 'somebody-elses-client' })],
    ['an audience instead of a client', () => made({ client_id: undefined, aud: claims.client_id })],
    ['the use of an id token', () => made({ token_use: 'id' })],
    ['no use', () => made({ token_use: undefined })],
    ['an end in the past', () => made({ exp: seconds() - 1 })],
    ['an end in the past by the clock of another zone', () => made({ exp: seconds() - 3_600 })],
    ['an end as text', () => made({ exp: String(seconds() + 900) })],
    ['no end', () => made({ exp: undefined })],
    ['a beginning in the future', () => made({ nbf: seconds() + 300 })],
    ['no person', () => made({ sub: undefined })],
    ['a person that is a list', () => made({ sub: [claims.sub] })],
    ['a person that is an object', () => made({ sub: { $ne: '' } })],
    [
      'claims that were changed after signing',
      () => {
        const [head, , signature] = made().split('.');
        return `${head}.${part({ ...claims, sub: 'somebody-else' })}.${signature}`;
      },
    ],
    ['no signature', () => made().replace(/[^.]*$/, '')],
    [
      'the signature of another token',
      () => `${made({ jti: 'one' }).replace(/[^.]*$/, '')}${made({ jti: 'two' }).split('.')[2]}`,
    ],
    ['two parts', () => made().split('.').slice(0, 2).join('.')],
    ['an extra part', () => `${made()}.${part({})}`],
    ['no token', () => ''],
    ['something else', () => 'null'],
  ])('with %s is refused', async (_, make) => {
    const token = make();
    const answers = [await ask(token), await ask(token, {}, '/v1/me'), await ask(token, {}, '/v1/account/sessions')];
    expect(new Set(answers)).toEqual(new Set(['401 signed-out']));
  });

  it('given in another way is refused', async () => {
    const token = made();
    for (const authorization of [
      token,
      `bearer  ${token}`,
      `Basic ${token}`,
      `Bearer ${token},Bearer ${token}`,
      `Bearer ${token} x`,
    ]) {
      expect(await ask('', { authorization }), authorization.slice(0, 12)).toBe('401 signed-out');
    }
  });

  it('that names another business in its claims or in the header gives no rights there', async () => {
    const other = stage.business('isik').id;
    expect(await ask(made({ tenant: other, 'custom:tenant': other, permissions: ['*'], role: 'admin' }))).toBe('200');
    expect(await ask(made({ tenant: other, 'custom:tenant': other }), { 'x-business-id': other })).toBe('403 forbidden');
    for (const wrong of [`${agent.business},${other}`, agent.business.toUpperCase(), `${agent.business}#`, '*', '%2A', '[]']) {
      expect(await ask(made(), { 'x-business-id': wrong }), wrong).toBe('403 forbidden');
    }
  });

  it('of somebody who is no longer a member opens nothing', async () => {
    const visitor = new Visitor(stage);
    const email = await visitor.signUp();
    const { sub } = read(visitor.token, 1);
    const key = { pk: `USER#${sub}`, sk: `MEMBER#${agent.business}` };
    const member = { sub: String(sub), tenant: agent.business, employeeId: '01jc0000000000000000000000', name: 'X', email };
    const put = (active: boolean) =>
      new RawTable(stage).put(key, { ...member, role: 'agent', permissions: ['conversations.view'], active, version: 1 });
    await put(true);
    const employed = await eventually(
      () => ask(made({ sub, jti: 'before' })),
      (answer) => answer === '200',
    );
    expect(employed).toBe('200');
    await put(false);
    expect(await ask(made({ sub, jti: 'after' }))).toBe('403 forbidden');
  });
});

const strange: readonly unknown[] = [
  null,
  true,
  0,
  1e308,
  [],
  ['a@b.test'],
  {},
  { $ne: '' },
  { toString: 'x' },
  '\u0000',
  'x'.repeat(5_000),
];
const fields = [session, signUp, account].flatMap((group) =>
  Object.values(group.routes).flatMap((route) => {
    const shape = 'body' in route && route.body instanceof z.ZodObject ? Object.keys(route.body.shape) : [];
    return shape.map((field) => [`${route.method} ${route.path}`, field, shape] as const);
  }),
);

describe('a field of a request about signing in', () => {
  const good: Json = {
    email: 'nobody@example.net',
    password: 'not a password',
    newPassword: 'a long password',
    code: '123456',
    session: 'bm9ib2R5:made-up',
    language: 'en',
  };

  it('is known to this test', () => {
    expect(fields.length).toBeGreaterThan(20);
    expect(fields.map(([, field]) => field).filter((field) => !(field in good))).toEqual([]);
  });

  it.each(fields)('%s: %s is text in its form, and nothing else', async (route, field, all) => {
    const [method = '', path = ''] = route.split(' ');
    const body = Object.fromEntries(all.map((name) => [name, good[name]]));
    const send = async (value: Json): Promise<string> => {
      const response = await fetch(`${stage.url}${path}`, {
        method,
        headers: { 'content-type': 'application/json', authorization: `Bearer ${made()}` },
        body: JSON.stringify(value),
      });
      const text = await response.text();
      return response.ok ? String(response.status) : `${response.status} ${JSON.parse(text).code}`;
    };
    // Any word may be a password or a session; that it is the wrong one is another answer.
    const anyText = field === 'password' || field === 'newPassword' || field === 'session';
    for (const value of strange.filter((one) => !anyText || typeof one !== 'string' || one.length > 1)) {
      expect(await send({ ...body, [field]: value }), JSON.stringify(value)?.slice(0, 40)).toBe('400 invalid-body');
    }
    const without = Object.fromEntries(Object.entries(body).filter(([name]) => name !== field));
    expect(await send(without)).toBe('400 invalid-body');
    expect(await send({ ...body, [`${field}2`]: good[field], role: 'admin', tenantId: agent.business })).toBe('400 invalid-body');
  });
});
