import { beforeAll, describe, expect, it } from 'vitest';
import { api } from '../../contract/api.ts';
import type { Route } from '../../contract/route.ts';
import type { Reply } from '../helpers/api.ts';
import { sharedStage } from '../helpers/shared-stage.ts';
import type { Stage } from '../helpers/stage.ts';
import { type Item, RawTable } from '../helpers/table.ts';
import { password, Visitor } from '../helpers/visitor.ts';

const changing = api
  .flatMap(({ routes }): readonly Route[] => Object.values(routes))
  .filter(({ method }) => method !== 'GET')
  .map((route) => [`${route.method} ${route.path}`, route] as const);

let stage: Stage;
let owner: Visitor;
let email: string;
beforeAll(async () => {
  stage = sharedStage();
  owner = new Visitor(stage);
  email = await owner.signUp();
});

/** Where a page of somebody else would send it, and what the owner's browser would add. */
const business = (): Record<string, string> => ({ 'x-business-id': stage.business('samia').id });
const pathOf = ({ path }: Route): string => path.replaceAll(/\{\w+\}/g, '01jc0000000000000000000000');
const inOneWord = ({ status, body }: Reply): string => `${status} ${body?.code ?? ''}`;
const sessions = async (): Promise<ReadonlyMap<string, Item>> =>
  new Map((await new RawTable(stage).scan('SESSION#')).map((item) => [`${item.pk} ${item.sk}`, item]));

/** Origins that a browser sends for pages that are not ours. */
function foreignOrigins(): string[] {
  const { protocol, host, hostname, port } = new URL(stage.url);
  return [
    'https://evil.example',
    'null',
    `${protocol}//${host}.evil.example`,
    `${protocol}//evil.${host}`,
    `${protocol}//${hostname}:${Number(port) + 1}`,
    `https://evil.example/${host}`,
    'file://',
  ];
}

describe('a page of another site', () => {
  it.each(changing)('cannot change anything with the cookie and token of a visitor: %s', async (_, route) => {
    const before = await sessions();
    for (const origin of foreignOrigins()) {
      const answer = await owner.call(route.method, pathOf(route), route.body && {}, { origin, ...business() });
      // What the authorizer refuses does not come as far as the origin.
      expect(['403 foreign-origin', '403 forbidden'], origin).toContain(inOneWord(answer));
      expect(answer.headers.getSetCookie()).toEqual([]);
    }
    expect(await sessions()).toEqual(before);
  });

  it('cannot use up, end or begin a session', async () => {
    const { cookie } = owner;
    for (const origin of foreignOrigins()) {
      for (const [path, body] of [
        ['/v1/session/refresh', undefined],
        ['/v1/session/logout', undefined],
        ['/v1/session/login', { email, password }],
      ] as const) {
        expect(inOneWord(await owner.call('POST', path, body, { origin }))).toBe('403 foreign-origin');
      }
    }
    expect(owner.cookie).toBe(cookie);
    expect((await owner.refresh()).status).toBe(200);
  });

  it('reads no answer: none names an origin that may, least of all with credentials', async () => {
    const asked = ['https://evil.example', 'null', stage.url];
    for (const origin of asked) {
      for (const [method, path] of [
        ['GET', '/v1/me'],
        ['GET', '/v1/account/sessions'],
        ['POST', '/v1/session/refresh'],
        ['OPTIONS', '/v1/session/login'],
        ['OPTIONS', '/v1/conversations'],
      ] as const) {
        const { headers } = await new Visitor(stage).call(method, path, undefined, {
          origin,
          authorization: `Bearer ${owner.token}`,
          'access-control-request-method': 'POST',
          'access-control-request-headers': 'authorization,content-type',
        });
        const cors = [...headers.keys()].filter((name) => name.startsWith('access-control-'));
        expect(cors, `${method} ${path} from ${origin}`).toEqual([]);
      }
    }
  });
});

describe('a body that a form can send without asking first', () => {
  it.each([
    'text/plain',
    'application/x-www-form-urlencoded',
    'multipart/form-data; boundary=x',
    'text/plain;application/json',
    '',
  ])('is not read: %s', async (type) => {
    const body = JSON.stringify({ email, password });
    const answer = await new Visitor(stage).call('POST', '/v1/session/login', body, { 'content-type': type });
    expect(inOneWord(answer)).toBe('400 bad-request');
    expect(answer.headers.getSetCookie()).toEqual([]);
  });

  it('is not read at any route', async () => {
    for (const [name, route] of changing.filter(
      ([, { body, access }]) => body && (access === 'public' || access === 'signed-in'),
    )) {
      const answer = await owner.call(route.method, pathOf(route), '{}', {
        'content-type': 'text/plain',
        'idempotency-key': '01938e5c-0000-7000-8000-000000000000',
        'if-match': '"1"',
      });
      expect([name, inOneWord(answer)]).toEqual([name, '400 bad-request']);
    }
  });
});

describe('the cookie', () => {
  it('is for this host only, out of reach of scripts and of other sites', async () => {
    const { headers } = await new Visitor(stage).signIn(email);
    const [cookie, ...more] = headers.getSetCookie();
    expect(more).toEqual([]);
    expect(cookie).toMatch(/^__Host-fd=[\w.-]+; Max-Age=2592000; Path=\/; HttpOnly; Secure; SameSite=Strict$/);
  });
});
