import { createHmac } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type TestStage, tarot, testStage } from '../../../local/graph/fixture.ts';
import { metaAccount } from './account.ts';

let stage: TestStage;
beforeAll(async () => {
  stage = await testStage();
});
afterAll(() => stage.close());

const graph = () => `${stage.url}/graph/v26.0`;
const account = (accessToken = 'token-0') => metaAccount({ graphUrl: graph(), accessToken });
const answering = (status: number, body: string) =>
  metaAccount({ graphUrl: 'http://graph', accessToken: 'EAAsecret' }, async () => new Response(body, { status }));

describe('the account of a token', () => {
  it('tells its app, its numbers and their state', async () => {
    expect(await account().token()).toMatchObject({ appId: '802290129340390' });
    expect(await account().number(tarot)).toEqual({ number: '15550783881', quality: 'GREEN', status: 'CONNECTED' });
    expect(await account().holds('102290129340390', tarot)).toEqual({ holds: true });
    expect(await account().holds('102290129340390', '5')).toEqual({ holds: false });
    expect(await account().subscribe('102290129340390')).toEqual({ subscribed: true });
  });

  it('knows the secret of the app by its proof, which is not the secret', async () => {
    expect(await account().number(tarot, 'secret-0')).toMatchObject({ number: '15550783881' });
    expect(await account().number(tarot, 'secret-1')).toMatchObject({
      refused: true,
      code: '100',
      advice: expect.stringContaining('same Meta app'),
    });
    const asked: string[] = [];
    const spy = metaAccount({ graphUrl: graph(), accessToken: 'token-0' }, (url, options) => {
      asked.push(`${url} ${JSON.stringify(options)}`);
      return fetch(url, options);
    });
    await spy.number(tarot, 'secret-0');
    expect(asked.join()).not.toContain('secret-0');
    expect(asked.join()).toContain(createHmac('sha256', 'secret-0').update('token-0').digest('hex'));
  });

  it.each([
    ['a token that does not count', () => account('nobody').token(), '190'],
    ['somebody else’s number', () => account('token-1').number(tarot), '100'],
    ['somebody else’s account', () => account('token-1').holds('102290129340390', tarot), '100'],
    ['somebody else’s subscription', () => account('token-1').subscribe('102290129340390'), '100'],
    ['a broken gateway', () => answering(502, '<html>EAAsecret').token(), 'http-502'],
    ['an answer of another shape', () => answering(200, '{"data":7}').token(), 'http-200'],
    ['an answer that is no JSON', () => answering(200, 'EAAsecret').number('1'), 'http-200'],
    ['nobody there', () => metaAccount({ graphUrl: 'http://127.0.0.1:1', accessToken: 'EAAsecret' }).token(), 'no-answer'],
  ])('%s is refused with a reason and what to do', async (_, ask, code) => {
    const answer = await ask();
    expect(answer).toMatchObject({ refused: true, code, advice: expect.stringMatching(/\w+/) });
    expect(JSON.stringify(answer)).not.toMatch(/EAAsecret|token-1|nobody/);
  });

  it('looks through the pages of a large account', async () => {
    const pages: Record<string, object> = {
      '': { data: [{ id: '1' }], paging: { next: 'x', cursors: { after: 'b' } } },
      b: { data: [{ id: '2' }], paging: { cursors: { after: 'c' } } },
    };
    const paged = metaAccount({ graphUrl: 'http://graph', accessToken: 't' }, async (url) =>
      Response.json(pages[new URL(String(url)).searchParams.get('after') ?? '']),
    );
    expect(await paged.holds('9', '2')).toEqual({ holds: true });
    expect(await paged.holds('9', '3')).toEqual({ holds: false });
  });
});
