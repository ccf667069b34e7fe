import { once } from 'node:events';
import { readFile } from 'node:fs/promises';
import { createServer, type RequestListener, request } from 'node:http';
import { join } from 'node:path';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { FetchRefused, guardedFetch } from '../_shared/guarded-fetch.ts';
import { isNoFile, type MediaSource } from './media-source.ts';
import { metaMediaSource } from './meta/media-source.ts';
import { twilioMediaSource } from './twilio/media-source.ts';

/** Both providers and their storages, by the host that is asked. */
let hosts: Record<string, RequestListener> = {};
const asked: string[] = [];
const standIn = createServer((incoming, response) => {
  const host = incoming.headers.host ?? '';
  asked.push(`${host}${incoming.url} ${incoming.headers.authorization ?? '-'}`);
  const answer = hosts[host];
  if (answer) answer(incoming, response);
  else response.writeHead(500).end();
});
const fetch = guardedFetch({
  resolve: async () => ['157.240.1.60'],
  connect: (options) => {
    const address = standIn.address();
    return request({ ...options, host: '127.0.0.1', port: typeof address === 'object' ? address?.port : 0 });
  },
});

beforeAll(() => once(standIn.listen(0, '127.0.0.1'), 'listening'));
afterAll(() => {
  standIn.closeAllConnections();
  standIn.close();
});
beforeEach(() => {
  asked.length = 0;
  hosts = {};
});

async function opened(source: MediaSource, url: string): Promise<string> {
  try {
    const answer = await source.open(url, 1000);
    if (isNoFile(answer)) return answer;
    const chunks: Buffer[] = [];
    for await (const chunk of answer.body) chunks.push(chunk);
    return Buffer.concat(chunks).toString();
  } catch (error) {
    return error instanceof FetchRefused ? error.reason : String(error);
  }
}
const json =
  (status: number, body: unknown): RequestListener =>
  (_, response) =>
    response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(body));

describe('files at Meta', () => {
  const source = metaMediaSource({ fetch, graphUrl: 'https://graph.facebook.com/v26.0', accessToken: 'token' });
  const link = 'https://lookaside.fbsbx.com/whatsapp?mid=1';

  it('are looked up and downloaded with the token, which no other host gets', async () => {
    hosts = {
      'graph.facebook.com': json(200, { url: link, sha256: 'ab', file_size: 5, mime_type: 'image/jpeg', id: '1' }),
      'lookaside.fbsbx.com': (_, response) => response.writeHead(302, { location: 'https://scontent.whatsapp.net/f' }).end(),
      'scontent.whatsapp.net': (_, response) => response.end('bytes'),
    };
    expect(await source.locate('1')).toEqual({ url: link, sha256: 'ab', bytes: 5 });
    expect(await opened(source, link)).toBe('bytes');
    expect(asked).toEqual([
      'graph.facebook.com/v26.0/1 Bearer token',
      'lookaside.fbsbx.com/whatsapp?mid=1 Bearer token',
      'scontent.whatsapp.net/f -',
    ]);
  });

  it('come from hosts of Meta only', async () => {
    expect(await opened(source, 'https://evil.example/f')).toBe('foreign-host');
    expect(await opened(source, 'https://fbsbx.com.evil.example/f')).toBe('foreign-host');
    expect(asked).toEqual([]);
  });

  it.each([
    [400, 100, 'gone'],
    [401, 190, 'no-access'],
    [403, 10, 'no-access'],
    [403, 200, 'no-access'],
    [404, undefined, 'gone'],
    [429, 80007, 'busy'],
    [500, 131016, 'busy'],
    [200, undefined, 'busy'],
  ])('are refused with %d and the code %s: %s', async (status, code, expected) => {
    hosts = { 'graph.facebook.com': json(status, { error: { code } }) };
    expect(await source.locate('1')).toBe(expected);
  });

  it.each([
    [401, 'expired'],
    [404, 'expired'],
    [500, 'busy'],
  ])('whose link answers %d are %s', async (status, expected) => {
    hosts = { 'lookaside.fbsbx.com': (_, response) => response.writeHead(status).end() };
    expect(await opened(source, link)).toBe(expected);
  });
});

describe('files at Twilio', () => {
  const source = twilioMediaSource({ fetch, twilioUrl: 'https://api.twilio.com', accountSid: 'AC1', authToken: 'secret' });
  const id = 'https://api.twilio.com/2010-04-01/Accounts/AC1/Messages/MM1/Media/ME1';

  it('are asked for with the account’s name and token, which the storage does not get', async () => {
    hosts = {
      'api.twilio.com': (_, response) => response.writeHead(307, { location: 'https://mms.twiliocdn.com/x' }).end(),
      'mms.twiliocdn.com': (_, response) => response.end('bytes'),
    };
    expect(await source.locate(id)).toEqual({ url: id });
    expect(await opened(source, id)).toBe('bytes');
    expect(asked).toEqual([`${id.slice('https://'.length)} Basic ${btoa('AC1:secret')}`, 'mms.twiliocdn.com/x -']);
  });

  it('send the token once, also where the storage has the name of the API', async () => {
    hosts = {
      'api.twilio.com': (incoming, response) =>
        incoming.url === '/stored' ? response.end('bytes') : response.writeHead(307, { location: '/stored' }).end(),
    };
    expect(await opened(source, id)).toBe('bytes');
    expect(asked.at(-1)).toBe('api.twilio.com/stored -');
  });

  it.each([
    ['https://evil.example/f', 'foreign-host'],
    ['https://twiliocdn.com.evil.example/f', 'foreign-host'],
    ['http://mms.twiliocdn.com/f', 'not-https'],
  ])('are not fetched from %s', async (location, reason) => {
    hosts = { 'api.twilio.com': (_, response) => response.writeHead(307, { location }).end() };
    expect(await opened(source, id)).toBe(reason);
    expect(asked).toHaveLength(1);
  });

  it.each(['53_twilio_image', '54_twilio_voice'])('are those that %s names', async (file) => {
    const recorded = await readFile(join(import.meta.dirname, '../../test/fixtures/whatsapp', `${file}.json`), 'utf8');
    const { AccountSid: accountSid, MediaUrl0: url } = JSON.parse(recorded).params;
    const own = twilioMediaSource({ fetch, twilioUrl: 'https://api.twilio.com', accountSid, authToken: 'secret' });
    hosts = { 'api.twilio.com': (_, response) => response.end('bytes') };
    expect(await own.locate(url)).toEqual({ url });
    expect(await opened(own, url)).toBe('bytes');
    expect(await source.locate(url)).toBe('not-the-provider');
  });

  it.each([
    'https://api.twilio.com/2010-04-01/Accounts/AC2/Messages/MM1/Media/ME1',
    'https://evil.example/Accounts/AC1/x',
    'http://api.twilio.com/2010-04-01/Accounts/AC1/Messages/MM1/Media/ME1',
    'ME1',
  ])('are not at %s', async (address) => expect(await source.locate(address)).toBe('not-the-provider'));

  it.each([
    [401, 'no-access'],
    [404, 'not-there'],
    [410, 'gone'],
    [503, 'busy'],
  ])('answered with %d are %s', async (status, expected) => {
    hosts = { 'api.twilio.com': (_, response) => response.writeHead(status).end() };
    expect(await opened(source, id)).toBe(expected);
  });
});
