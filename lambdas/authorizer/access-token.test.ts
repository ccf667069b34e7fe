import { createHmac } from 'node:crypto';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { exportJWK, exportSPKI, generateKeyPair, type JWK, type JWTHeaderParameters, SignJWT } from 'jose';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';
import { accessTokenVerifier, type VerifyAccessToken } from './access-token.ts';

const pool = await generateKeyPair('RS256');
const stranger = await generateKeyPair('RS256');
const successor = await generateKeyPair('RS256');
const curve = await generateKeyPair('ES256');

let server: Server;
let issuer: string;
let verify: VerifyAccessToken;
let asked: string[] = [];
let keysStatus = 200;
let keys: JWK[];

beforeAll(async () => {
  keys = [
    { ...(await exportJWK(pool.publicKey)), kid: 'pool', alg: 'RS256', use: 'sig' },
    { ...(await exportJWK(curve.publicKey)), kid: 'curve', alg: 'ES256', use: 'sig' },
  ];
  server = createServer((request, response) => {
    asked.push(request.url ?? '');
    response.writeHead(keysStatus).end(JSON.stringify({ keys }));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  issuer = `http://127.0.0.1:${(server.address() as AddressInfo).port}/pool`;
  verify = accessTokenVerifier(issuer, 'web', Date.now);
});
afterAll(() => new Promise((resolve) => server.close(resolve)));

interface Variant {
  readonly claims?: Record<string, unknown>;
  readonly header?: Partial<JWTHeaderParameters>;
  readonly key?: typeof pool.privateKey;
  readonly expires?: string;
}
const token = ({ claims, header, key = pool.privateKey, expires = '5 minutes' }: Variant = {}) =>
  new SignJWT({ sub: 'person', token_use: 'access', client_id: 'web', iss: issuer, ...claims })
    .setProtectedHeader({ alg: 'RS256', kid: 'pool', ...header })
    .setExpirationTime(expires)
    .sign(key);
const part = (value: unknown) => Buffer.from(JSON.stringify(value)).toString('base64url');

it('takes an access token of the pool, and asks for its keys once', async () => {
  asked = [];
  expect(await verify(await token())).toMatchObject({ sub: 'person' });
  expect(await verify(await token())).toMatchObject({ sub: 'person' });
  expect(asked).toEqual(['/pool/.well-known/jwks.json']);
});

describe('refuses', () => {
  it.each<[string, () => Promise<string>]>([
    ['an id token', () => token({ claims: { token_use: 'id', aud: 'web' } })],
    ['a token without a use', () => token({ claims: { token_use: undefined } })],
    ['a token of another client', () => token({ claims: { client_id: 'other' } })],
    ['a token of another issuer', () => token({ claims: { iss: 'https://evil.example/pool' } })],
    ['a token without issuer', () => token({ claims: { iss: undefined } })],
    ['an expired token', () => token({ expires: '1 second ago' })],
    ['a token that is not good yet', () => token({ claims: { nbf: Math.floor(Date.now() / 1000) + 60 } })],
    ['a stranger under the name of the pool key', () => token({ key: stranger.privateKey })],
    ['a stranger under a name of its own', () => token({ key: stranger.privateKey, header: { kid: 'stranger' } })],
    ['a key name that is a path', () => token({ header: { kid: '../../../dev/null' } })],
    ['a token without a key name', () => token({ header: { kid: undefined } })],
    ['another algorithm of the key set', () => token({ key: curve.privateKey, header: { alg: 'ES256', kid: 'curve' } })],
    ['no person', () => token({ claims: { sub: undefined } })],
    ['a person that is not text', () => token({ claims: { sub: ['person'] } })],
    ['a use that is not text', () => token({ claims: { token_use: ['access'] } })],
    ['a client that is not text', () => token({ claims: { client_id: ['web'] } })],
    [
      'an expiry that is not a number',
      async () => {
        const [header, payload] = (await token()).split('.');
        const claims = { ...JSON.parse(Buffer.from(payload ?? '', 'base64url').toString()), exp: 'never' };
        return `${header}.${part(claims)}.${'a'.repeat(342)}`;
      },
    ],
    [
      'a changed person',
      async () => {
        const [header, payload, signature] = (await token()).split('.');
        const claims = { ...JSON.parse(Buffer.from(payload ?? '', 'base64url').toString()), sub: 'somebody else' };
        return `${header}.${part(claims)}.${signature}`;
      },
    ],
    ['no signature at all', async () => `${part({ alg: 'none', kid: 'pool' })}.${(await token()).split('.')[1]}.`],
    [
      'the public key used as a shared secret',
      async () => {
        const signed = `${part({ alg: 'HS256', kid: 'pool' })}.${(await token()).split('.')[1]}`;
        const secret = await exportSPKI(pool.publicKey);
        return `${signed}.${createHmac('sha256', secret).update(signed).digest('base64url')}`;
      },
    ],
    ['something else', async () => 'a.b.c'],
    ['nothing', async () => ''],
  ])('%s', async (_, make) => {
    expect(await verify(await make())).toBeUndefined();
  });

  it('a token that never expires', async () => {
    const endless = new SignJWT({ sub: 'person', token_use: 'access', client_id: 'web', iss: issuer });
    const jwt = await endless.setProtectedHeader({ alg: 'RS256', kid: 'pool' }).sign(pool.privateKey);
    expect(await verify(jwt)).toBeUndefined();
  });
});

it('fails rather than refuses when the keys cannot be had', async () => {
  keysStatus = 503;
  await expect(accessTokenVerifier(issuer, 'web', Date.now)(await token())).rejects.toThrow('answered 503');
  keysStatus = 200;
});

describe('when the pool changes its key', () => {
  const minute = 60_000;
  let now: number;
  let check: VerifyAccessToken;
  let before: JWK[];
  const old = () => token({ expires: '1 hour' });
  const fresh = () => token({ key: successor.privateKey, header: { kid: 'next' }, expires: '1 hour' });
  beforeEach(async () => {
    before = keys;
    now = Date.now();
    check = accessTokenVerifier(issuer, 'web', () => now);
    expect(await check(await old())).toBeDefined();
    keys = [{ ...(await exportJWK(successor.publicKey)), kid: 'next', alg: 'RS256', use: 'sig' }];
    asked = [];
  });
  afterEach(() => {
    keys = before;
    keysStatus = 200;
  });

  it('takes tokens of the new one at once', async () => {
    keys = [...before, ...keys];
    expect(await check(await fresh())).toMatchObject({ sub: 'person' });
    expect(await check(await old())).toMatchObject({ sub: 'person' });
    expect(asked).toHaveLength(1);
  });

  it('takes them also while strangers make it look for keys that nobody has', async () => {
    const forged = await token({ key: stranger.privateKey, header: { kid: 'stranger' } });
    const served = keys;
    keys = before;
    expect(await check(forged)).toBeUndefined();
    keys = [...before, ...served];
    const theirs = setInterval(() => void check(forged), 50);
    try {
      const token = await fresh();
      await vi.waitFor(async () => expect(await check(token)).toBeDefined(), { timeout: 4_000, interval: 50 });
    } finally {
      clearInterval(theirs);
    }
    // Nobody is flooded with questions for it.
    expect(asked.length).toBeLessThan(8);
  });

  it('refuses tokens of the one that was taken back a quarter of an hour later, and asks no more often than that', async () => {
    now += 14 * minute;
    expect(await check(await old())).toBeDefined();
    expect(asked).toHaveLength(0);
    now += minute;
    expect(await check(await fresh())).toBeDefined();
    expect(asked).toHaveLength(1);
    expect(await check(await old())).toBeUndefined();
  });

  it('goes on with the keys it knows when they cannot be had, and asks again a minute later', async () => {
    keysStatus = 503;
    now += 15 * minute;
    expect(await check(await old())).toBeDefined();
    expect(await check(await old())).toBeDefined();
    expect(asked).toHaveLength(1);
    keysStatus = 200;
    now += minute;
    expect(await check(await fresh())).toBeDefined();
    expect(asked).toHaveLength(2);
    expect(await check(await old())).toBeUndefined();
  });
});
