import { createHash } from 'node:crypto';
import { statSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { signedByTwilio } from '../../test/helpers/twilio.ts';
import { basic, customer, type TestStage, testStage } from './fixture.ts';

const hour = 3_600_000;
let stage: TestStage;
beforeEach(async () => {
  stage = await testStage();
});
afterEach(() => stage.close());

// biome-ignore lint/suspicious/noExplicitAny: answers are looked into freely
const json = async (response: Response | Promise<Response>): Promise<any> => (await response).json();
// biome-ignore lint/suspicious/noExplicitAny: answers are looked into freely
const sent = async (): Promise<any> => stage.control('GET', '_sent');
const callback = () => `${stage.hook}/hooks/h1/conversation/message`;
const connect = () => stage.control('POST', '_accounts', { ...stage.twilio.seeded, webhookUrl: `${stage.hook}/hooks/h1` });
const write = async (params: Record<string, string | null> = { From: customer, Body: 'Hello' }) => {
  const { accountSid, number } = stage.twilio.seeded;
  return stage.control('POST', '_inbound', { accountSid, number, params });
};
const mediaPath = () =>
  `/2010-04-01/Accounts/${stage.twilio.seeded.accountSid}/Messages/MM${'1'.repeat(32)}/Media/ME${'2'.repeat(32)}`;
const put = (bytes: string, type: string) =>
  fetch(`${stage.url}/twilio/_media?path=${encodeURIComponent(mediaPath())}`, {
    method: 'POST',
    headers: { 'content-type': type },
    body: bytes,
  });

describe('an account', () => {
  it('is shown to who has its auth token, and to nobody else', async () => {
    const { accountSid } = stage.twilio.seeded;
    const own = `/2010-04-01/Accounts/${accountSid}.json`;
    expect(await json(stage.get(own))).toMatchObject({ sid: accountSid, status: 'active', friendly_name: expect.any(String) });
    const other = { accountSid: `AC${'0'.repeat(32)}`, authToken: 'a'.repeat(32), number: '+15550001111' };
    await stage.control('POST', '_accounts', other);
    for (const wrong of ['', 'Basic nonsense', basic({ accountSid, authToken: 'b'.repeat(32) }), basic(other)]) {
      const refused = await stage.get(own, wrong);
      expect(refused.status).toBe(401);
      expect(await refused.json()).toEqual({
        code: 20003,
        message: 'Authenticate',
        more_info: 'https://www.twilio.com/docs/errors/20003',
        status: 401,
      });
    }
    expect(await json(stage.get('/2010-04-01/Accounts/none.json', basic(other)))).toMatchObject({ code: 20003 });
  });

  it('has one auth token, the last that was set; a number keeps its address', async () => {
    await connect();
    const before = basic(stage.twilio.seeded);
    const authToken = 'c'.repeat(32);
    const { accountSid, number } = stage.twilio.seeded;
    const changed = await stage.control('POST', '_accounts', { accountSid, number, authToken });
    expect(changed).toMatchObject({ numbers: { [number]: { webhookUrl: `${stage.hook}/hooks/h1` } } });
    expect((await stage.send({ Body: 'x' }, before)).status).toBe(401);
    expect((await stage.send({ Body: 'x' }, basic({ accountSid, authToken }))).status).toBe(201);
  });

  it('outlives the stage, in a file for this user only, as do customers and files', async () => {
    const { seeded } = stage.twilio;
    await connect();
    await put('bytes', 'image/png');
    await write();
    await stage.close({ keepData: true });
    expect(statSync(join(stage.dataDir, 'twilio', 'accounts.json')).mode & 0o077).toBe(0);
    const { dataDir, time } = stage;
    stage = await testStage(dataDir);
    expect(stage.twilio.seeded).toEqual(seeded);
    const link = (await stage.get(mediaPath())).headers.get('location') ?? '';
    expect(await (await fetch(link)).text()).toBe('bytes');
    stage.time = time + 24 * hour + 1;
    await stage.send({ Body: 'late', StatusCallback: callback() });
    await stage.until(() => stage.received.length === 1);
    expect(stage.statuses()).toEqual(['undelivered']);
  });
});

describe('sending', () => {
  it('is answered with a sid, listed, and reported to the address that came with it, signed', async () => {
    const { accountSid, authToken, number } = stage.twilio.seeded;
    const answer = await stage.send({ Body: 'Merhaba 👋', StatusCallback: `${callback()}?a=1` });
    expect(answer.status).toBe(201);
    const created = await json(answer);
    expect(created).toMatchObject({
      sid: expect.stringMatching(/^SM[0-9a-f]{32}$/),
      status: 'queued',
      account_sid: accountSid,
      from: `whatsapp:${number}`,
      to: customer,
      body: 'Merhaba 👋',
      num_media: '0',
      error_code: null,
      date_created: 'Fri, 20 Nov 2026 09:00:00 +0000',
    });
    await stage.until(() => stage.received.length === 3);
    expect(stage.statuses()).toEqual(['sent', 'delivered', 'read']);
    for (const { url, params, signature } of stage.received) {
      expect(url).toBe(`${callback()}?a=1`);
      expect(params).toMatchObject({ MessageSid: created.sid, AccountSid: accountSid, ChannelToAddress: '+1202555XXXX' });
      expect(signature).toBe(await signedByTwilio(url, params, authToken));
    }
    await stage.until(async () => (await sent())[0].callbacks.length === 3);
    expect(await sent()).toEqual([
      {
        at: '2026-11-20T09:00:00.000Z',
        accountSid,
        sid: created.sid,
        from: `whatsapp:${number}`,
        to: customer,
        body: 'Merhaba 👋',
        statusCallback: `${callback()}?a=1`,
        answered: 201,
        callbacks: ['sent', 'delivered', 'read'].map((status) => ({ status, answered: 200 })),
      },
    ]);
    expect(await stage.control('GET', '_sent?to=whatsapp:nobody')).toEqual([]);
    await stage.control('DELETE', '_sent');
    expect(await sent()).toEqual([]);
  });

  it.each([
    [{ Body: '' }, 21602],
    [{ Body: 'x', To: '' }, 21604],
    [{ Body: 'x', From: '' }, 21603],
    [{ Body: 'x', To: '+12025550143' }, 21211],
    [{ Body: 'x', To: 'whatsapp:+0' }, 21211],
    [{ Body: 'x', From: 'whatsapp:+15550009999' }, 63007],
    [{ Body: 'x', From: '+15550784420' }, 63007],
    [{ Body: 'x', To: 'whatsapp:+15550784420' }, 63031],
    [{ Body: 'x'.repeat(1601) }, 21617],
    [{ MediaUrl: 'ftp://files' }, 21620],
    [{ Body: 'x', StatusCallback: 'not an address' }, 21609],
  ])('refuses %j with %i', async (fields, code) => {
    const answer = await stage.send(fields);
    expect(answer.status).toBe(400);
    expect(await answer.json()).toMatchObject({ code, status: 400, message: expect.stringMatching(/\w{4}/) });
    expect(await sent()).toMatchObject([{ answered: 400, code }]);
    expect((await sent())[0]).not.toHaveProperty('sid');
  });

  it('takes 1600 characters, and customers who have no number', async () => {
    expect((await stage.send({ Body: 'x'.repeat(1600), To: 'whatsapp:US.13491208655302741918' })).status).toBe(201);
  });

  it('does not repeat a report that was not taken', async () => {
    stage.status = 500;
    await stage.send({ Body: 'x', StatusCallback: callback() });
    await stage.until(async () => (await sent())[0].callbacks.length === 3);
    expect(stage.statuses()).toEqual(['sent', 'delivered', 'read']);
    expect((await sent())[0].callbacks[0]).toEqual({ status: 'sent', answered: 500 });
  });

  it.each([
    ['#rc=5&rp=all', [500, 404, 500, 429, 502, 503], 6, 503],
    ['#rc=5&rp=all', [500, 200], 2, 200],
    ['#rp=5xx', [500, 500], 2, 500],
    ['#rc=3&rp=ct,4xx', [500], 1, 500],
    ['#rc=5', [503], 1, 503],
    ['#rc=6&rp=all', [503, 503], 2, 503],
  ])(
    'repeats a report as its address says (%s), which is neither sent nor signed',
    async (overrides, answers, times, answered) => {
      await stage.control('POST', '_behaviour', { statuses: { order: ['sent'], delayMs: 0 } });
      stage.answers.push(...answers);
      await stage.send({ Body: 'x', StatusCallback: callback() + overrides });
      await stage.until(async () => (await sent())[0].callbacks.length === 1);
      expect((await sent())[0].callbacks).toEqual([{ status: 'sent', answered }]);
      expect(stage.received).toHaveLength(times);
      for (const { url, params, signature } of stage.received) {
        expect(url).toBe(callback());
        expect(signature).toBe(await signedByTwilio(callback(), params, stage.twilio.seeded.authToken));
      }
    },
  );

  it('holds reports back and sends them in the order that was asked for', async () => {
    await stage.control('POST', '_behaviour', { statuses: { hold: true, order: ['read', 'sent'], delayMs: 0 } });
    await stage.send({ Body: 'x', StatusCallback: callback() });
    // biome-ignore lint/suspicious/noExplicitAny: answers are looked into freely
    const behaviour = async (): Promise<any> => stage.control('GET', '_behaviour');
    await stage.until(async () => (await behaviour()).heldBack === 2);
    expect(stage.received).toEqual([]);
    await stage.control('DELETE', '_behaviour');
    expect(stage.statuses()).toEqual(['read', 'sent']);
  });
});

describe('failures on request', () => {
  it('are answered, cut off or reported later, as often as was asked for', async () => {
    await stage.control('POST', '_behaviour', {
      fail: [
        { code: 20003, of: 'account' },
        { code: 20429 },
        { status: 503 },
        { drop: 'before' },
        { drop: 'after' },
        { later: 63024 },
      ],
    });
    expect(await json(stage.send({ Body: '1' }))).toMatchObject({ code: 20429, status: 429 });
    const bare = await stage.send({ Body: '2' });
    expect([bare.status, await bare.text()]).toEqual([503, 'Scripted failure']);
    await expect(stage.send({ Body: '3' })).rejects.toThrow();
    await expect(stage.send({ Body: '4', StatusCallback: callback() })).rejects.toThrow();
    await stage.until(() => stage.received.length === 3);
    expect((await stage.send({ Body: '5', StatusCallback: callback() })).status).toBe(201);
    await stage.until(() => stage.received.length === 4);
    expect(stage.received[3]?.params).toMatchObject({ MessageStatus: 'undelivered', ErrorCode: '63024' });
    const all = await sent();
    expect(all.map(({ answered, body, sid }: Record<string, string>) => [body, answered, sid !== undefined])).toEqual([
      ['1', 429, false],
      ['2', 503, false],
      ['3', 0, false],
      ['4', 0, true],
      ['5', 201, true],
    ]);
    const own = `/2010-04-01/Accounts/${stage.twilio.seeded.accountSid}.json`;
    expect((await stage.get(own)).status).toBe(401);
    expect((await stage.get(own)).status).toBe(200);
  });

  it('say what is wrong with what they were asked for, and change nothing', async () => {
    expect(await stage.control('POST', '_behaviour', { fail: { status: 200 } })).toMatchObject({ error: expect.any(String) });
    expect(await stage.control('POST', '_behaviour', { typo: 1 })).toMatchObject({ error: expect.stringContaining('typo') });
    expect(await stage.control('POST', '_behaviour', { fail: { status: 500, times: 2 } })).toMatchObject({
      fail: [{ status: 500, times: 2, of: 'messages' }],
    });
    expect(await stage.control('POST', '_accounts', { accountSid: 'AC1' })).toMatchObject({ error: expect.any(String) });
  });
});

describe('the 24-hour window', () => {
  it('closes a day after the customer wrote, under whatever name: accepted, then undelivered with 63016', async () => {
    await connect();
    const userId = 'whatsapp:US.13491208655302741918';
    await write({ From: customer, ExternalUserId: userId, Body: 'Hello' });
    stage.time += 24 * hour;
    await stage.send({ Body: 'in time', StatusCallback: callback() });
    await stage.until(() => stage.received.length === 4);
    stage.time += 1;
    for (const [index, To] of [customer, userId].entries()) {
      expect((await stage.send({ Body: 'late', To, StatusCallback: callback() })).status).toBe(201);
      await stage.until(() => stage.received.length === 5 + index);
      expect(stage.received.at(-1)?.params).toMatchObject({ MessageStatus: 'undelivered', ErrorCode: '63016', To });
    }
  });

  it('is moved by a control', async () => {
    const { accountSid, number } = stage.twilio.seeded;
    await stage.control('POST', '_window', { accountSid, number, customer: '+12025550143', lastWroteAt: 0 });
    await stage.send({ Body: 'late', StatusCallback: callback() });
    await stage.until(() => stage.received.length === 1);
    expect(stage.statuses()).toEqual(['undelivered']);
  });
});

describe('sending a file', () => {
  const jpeg = Buffer.alloc(1000, 7);
  const send = async (path: string) => {
    const answer = await stage.send({ Body: 'see', MediaUrl: `${stage.hook}/files/${path}`, StatusCallback: callback() });
    expect(await json(answer)).toMatchObject({ sid: expect.stringMatching(/^MM/), num_media: '1' });
  };

  it('fetches it without credentials, following redirects, and keeps what it was', async () => {
    const authorizations: (string | undefined)[] = [];
    stage.serve = (request, response) => {
      authorizations.push(request.headers.authorization);
      if (request.method === 'HEAD') response.writeHead(403).end();
      else if (request.url === '/files/moved') response.writeHead(302, { location: '/files/there' }).end();
      else response.writeHead(200, { 'content-type': 'image/jpeg' }).end(jpeg);
    };
    await send('moved');
    await stage.until(() => stage.received.length === 3);
    expect(stage.statuses()).toEqual(['sent', 'delivered', 'read']);
    expect(authorizations).toEqual([undefined, undefined, undefined]);
    expect((await sent())[0]).toMatchObject({
      mediaUrl: `${stage.hook}/files/moved`,
      mediaHead: 403,
      mediaBytes: 1000,
      mediaSha256: createHash('sha256').update(jpeg).digest('hex'),
      mediaType: 'image/jpeg',
    });
  });

  it('finds names below localhost on this machine, as browsers do', async () => {
    stage.serve = ({ headers }, response) => void response.writeHead(200, { 'content-type': 'text/plain' }).end(headers.host);
    const { port } = new URL(stage.hook);
    await stage.send({ MediaUrl: `http://media.localhost:${port}/files/x` });
    await stage.until(async () => (await sent())[0].mediaBytes === `media.localhost:${port}`.length);
  });

  it.each([
    ['that is not there', 404, 'image/jpeg', 10, '63019'],
    ['that is longer than 16 MB', 200, 'video/mp4', 16 * 1024 * 1024 + 1, '63019'],
    ['that is an image of more than 5 MB', 200, 'image/png', 5 * 1024 * 1024 + 1, '63019'],
    ['of a type that WhatsApp does not take', 200, 'application/zip', 10, '63021'],
  ])('reports one %s as failed', async (_, status, type, size, code) => {
    stage.serve = (_request, response) => void response.writeHead(status, { 'content-type': type }).end(Buffer.alloc(size));
    await send('one');
    await stage.until(() => stage.received.length === 1);
    expect(stage.received[0]?.params).toMatchObject({ MessageStatus: 'failed', ErrorCode: code });
  });
});

describe('a message of a customer', () => {
  it('goes to the address of the number as a signed form', async () => {
    const { accountSid, authToken, number } = stage.twilio.seeded;
    expect(await write()).toMatchObject({ error: expect.stringContaining('webhookUrl') });
    await connect();
    stage.status = 202;
    const url = `https://api.twilio.com${mediaPath()}`;
    const answer = await write({
      From: customer,
      MediaUrl0: url,
      MediaContentType0: 'image/jpeg',
      ProfileName: 'عمر',
      NumSegments: null,
    });
    expect(answer).toEqual({ status: 202, sid: expect.stringMatching(/^MM[0-9a-f]{32}$/) });
    const [first] = stage.received;
    expect(first?.params).toMatchObject({
      MessageSid: (answer as { sid: string }).sid,
      AccountSid: accountSid,
      From: customer,
      To: `whatsapp:${number}`,
      WaId: '12025550143',
      NumMedia: '1',
      MessageType: 'image',
      MediaUrl0: url,
      ProfileName: 'عمر',
    });
    expect(first?.params).not.toHaveProperty('NumSegments');
    expect(first?.url).toBe(`${stage.hook}/hooks/h1`);
    expect(first?.signature).toBe(await signedByTwilio(first?.url ?? '', first?.params ?? {}, authToken));
    await write({ From: 'US.13491208655302741918', Body: 'no number' });
    expect(stage.received[1]?.params).toMatchObject({ From: 'whatsapp:US.13491208655302741918', MessageType: 'text' });
    expect(stage.received[1]?.params).not.toHaveProperty('WaId');
    expect(await write({ From: customer, MessageSid: 'SM1' })).toEqual({ status: 202, sid: 'SM1' });
  });

  it('is posted again to an address that says so, the same and with the same signature', async () => {
    await stage.control('POST', '_accounts', { ...stage.twilio.seeded, webhookUrl: `${stage.hook}/hooks/h1#rc=5&rp=all` });
    stage.answers.push(429, 500);
    expect(await write()).toMatchObject({ status: 200 });
    const [first, ...others] = stage.received;
    expect(others).toEqual([first, first]);
    const { url, params, signature } = first ?? { url: '', params: {}, signature: '' };
    expect(url).toBe(`${stage.hook}/hooks/h1`);
    expect(signature).toBe(await signedByTwilio(url, params, stage.twilio.seeded.authToken));
  });
});

describe('a file of a customer', () => {
  it('is behind a redirect that takes no credentials', async () => {
    const kept = await json(put('the bytes', 'audio/ogg; codecs=opus'));
    expect(kept).toMatchObject({ url: `https://api.twilio.com${mediaPath()}`, size: 9, type: 'audio/ogg; codecs=opus' });
    expect((await stage.get(mediaPath(), '')).status).toBe(401);
    const led = await stage.get(mediaPath());
    const link = led.headers.get('location') ?? '';
    expect([led.status, link]).toEqual([307, expect.stringContaining(`${stage.url}/twilio/_storage/`)]);
    const file = await fetch(link);
    expect([file.status, file.headers.get('content-type'), await file.text()]).toEqual([
      200,
      'audio/ogg; codecs=opus',
      'the bytes',
    ]);
    const both = await fetch(link, { headers: { authorization: basic(stage.twilio.seeded) } });
    expect([both.status, await both.text()]).toEqual([400, expect.stringContaining('Only one auth mechanism allowed')]);
    expect((await fetch(link.replace(/Signature=./, 'Signature=-'))).status).toBe(403);
    stage.time += 4 * hour + 1000;
    expect((await fetch(link)).status).toBe(403);
  });

  it('is not there when nobody sent it, and may be elsewhere', async () => {
    const missing = await stage.get(mediaPath());
    expect([missing.status, await missing.json()]).toMatchObject([404, { code: 20404 }]);
    await put('x', 'image/png');
    await stage.control('POST', '_behaviour', { fail: { of: 'media', redirect: 'http://elsewhere/' } });
    expect((await stage.get(mediaPath())).headers.get('location')).toBe('http://elsewhere/');
    const wrong = await fetch(`${stage.url}/twilio/_media?path=/etc/passwd`, { method: 'POST', body: 'x' });
    expect(wrong.status).toBe(400);
  });
});

it('lists its controls to who asks for another', async () => {
  const answer = await fetch(`${stage.url}/twilio/_nothing`);
  expect([answer.status, await answer.text()]).toEqual([404, expect.stringContaining('POST /twilio/_inbound')]);
});
