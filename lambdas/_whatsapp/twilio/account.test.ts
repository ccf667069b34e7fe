import { describe, expect, it } from 'vitest';
import { twilioAccount } from './account.ts';

const accountSid = `AC${'0a'.repeat(16)}`;
const authToken = 'b1'.repeat(16);

function answering(status: number, body: unknown) {
  const asked: { url: string; init: RequestInit | undefined }[] = [];
  const account = twilioAccount({ twilioUrl: 'https://twilio.example', accountSid, authToken }, async (url, init) => {
    asked.push({ url: String(url), init });
    return new Response(typeof body === 'string' ? body : JSON.stringify(body), { status });
  });
  return { account, asked };
}

describe('an account of Twilio', () => {
  it('is in use when Twilio says so to its auth token', async () => {
    const { account, asked } = answering(200, { sid: accountSid, status: 'active', auth_token: authToken });
    expect(await account.inUse()).toEqual({ inUse: true });
    expect(asked).toMatchObject([
      {
        url: `https://twilio.example/2010-04-01/Accounts/${accountSid}.json`,
        init: {
          headers: { authorization: `Basic ${Buffer.from(`${accountSid}:${authToken}`).toString('base64')}` },
          redirect: 'error',
        },
      },
    ]);
  });

  it.each([
    ['a wrong token', 401, { code: 20003, message: `Authenticate ${authToken}`, status: 401 }, '20003', /Copy Account SID/],
    ['test credentials', 403, { code: 20008, message: 'Not with test credentials' }, '20008', /live/],
    ['an account that is not there', 404, { code: 20404, message: 'Not found' }, '20404', /Account SID/],
    ['an account that is suspended', 200, { status: 'suspended' }, 'account-suspended', /active/],
    ['an account that is closed', 200, { status: 'closed' }, 'account-closed', /active/],
    ['an account that is not active', 403, { code: 10001, message: 'Account is not active' }, '10001', /active/],
    ['too many requests', 429, { code: 20429, message: 'Too Many Requests' }, '20429', /few minutes/],
    ['a broken gateway', 502, '<html>', 'http-502', /few minutes/],
    ['an answer of another shape', 200, { status: 7 }, 'http-200', /few minutes/],
  ])('%s is refused with a reason and what to do', async (_, status, body, code, advice) => {
    const answer = await answering(status, body).account.inUse();
    expect(answer).toMatchObject({ refused: true, code, advice: expect.stringMatching(advice) });
    expect(JSON.stringify(answer)).not.toContain(authToken);
  });

  it('that nobody answers for is refused as well', async () => {
    const account = twilioAccount({ twilioUrl: 'http://127.0.0.1:1', accountSid, authToken });
    expect(await account.inUse()).toMatchObject({ refused: true, code: 'no-answer' });
  });
});
