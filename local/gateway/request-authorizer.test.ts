import { describe, expect, it } from 'vitest';
import type { Outcome } from '../functions/worker.ts';
import { RequestAuthorizer } from './request-authorizer.ts';

const arn = 'arn:aws:execute-api:eu-central-1:000000000000:api/live/GET/v1/me';
const answerOf = (effect: 'Allow' | 'Deny', resource: string, context: object = {}): Outcome => ({
  ok: true,
  payload: {
    principalId: 'sub',
    policyDocument: { Version: '2012-10-17', Statement: [{ Action: 'execute-api:Invoke', Effect: effect, Resource: resource }] },
    context,
  },
});

function authorizer(answer: Outcome, ttlSeconds = 60) {
  const clock = { now: 0 };
  const asked: unknown[] = [];
  const made = new RequestAuthorizer(
    { id: 'a', identitySources: ['method.request.header.Authorization', 'method.request.header.X-Business-Id'], ttlSeconds },
    async (event) => {
      asked.push(event);
      return answer;
    },
    () => clock.now,
  );
  const decide = (headers: Record<string, string>, method = arn) => made.decide({ headers, query: null }, method, () => 'event');
  return { clock, asked, decide };
}

const signedIn = { authorization: 'Bearer a', 'x-business-id': 'b' };

describe('RequestAuthorizer', () => {
  it('answers 401 by itself when an identity source is missing or empty', async () => {
    const { asked, decide } = authorizer(answerOf('Allow', '*'));
    expect(await decide({ authorization: 'Bearer a' })).toEqual({ allowed: false, type: 'UNAUTHORIZED' });
    expect(await decide({ ...signedIn, authorization: '' })).toEqual({ allowed: false, type: 'UNAUTHORIZED' });
    expect(asked).toEqual([]);
  });

  it('asks once for the same identity until the time is over', async () => {
    const { clock, asked, decide } = authorizer(answerOf('Allow', '*'));
    await decide(signedIn);
    clock.now = 59_999;
    await decide(signedIn);
    expect(asked).toHaveLength(1);
    clock.now = 60_000;
    await decide(signedIn);
    expect(asked).toHaveLength(2);
  });

  it('asks again for another identity', async () => {
    const { asked, decide } = authorizer(answerOf('Allow', '*'));
    await decide(signedIn);
    await decide({ ...signedIn, 'x-business-id': 'c' });
    expect(asked).toHaveLength(2);
  });

  it('keeps nothing when the time is 0', async () => {
    const { asked, decide } = authorizer(answerOf('Allow', '*'), 0);
    await decide(signedIn);
    await decide(signedIn);
    expect(asked).toHaveLength(2);
  });

  it('evaluates a kept policy against each method', async () => {
    const { asked, decide } = authorizer(answerOf('Allow', arn));
    expect(await decide(signedIn)).toMatchObject({ allowed: true });
    expect(await decide(signedIn, arn.replace('/v1/me', '/v1/other'))).toEqual({ allowed: false, type: 'ACCESS_DENIED' });
    expect(asked).toHaveLength(1);
  });

  it('gives the context as text, with the principal', async () => {
    const { decide } = authorizer(answerOf('Allow', '*', { count: 3, admin: false }));
    expect(await decide(signedIn)).toEqual({ allowed: true, context: { count: '3', admin: 'false', principalId: 'sub' } });
  });

  it.each([
    ['a Deny', answerOf('Deny', '*'), 'ACCESS_DENIED'],
    ['the word Unauthorized', { ok: false, errorType: 'Error', errorMessage: 'Unauthorized' } as const, 'UNAUTHORIZED'],
    ['any other error', { ok: false, errorType: 'Error', errorMessage: 'boom' } as const, 'AUTHORIZER_FAILURE'],
    ['an object in the context', answerOf('Allow', '*', { nested: {} }), 'AUTHORIZER_CONFIGURATION_ERROR'],
    ['no policy', { ok: true, payload: {} } as const, 'AUTHORIZER_CONFIGURATION_ERROR'],
  ])('refuses on %s', async (_, answer, type) => {
    expect(await authorizer(answer).decide(signedIn)).toEqual({ allowed: false, type });
  });

  it('lets a Deny win over an Allow', async () => {
    const both: Outcome = {
      ok: true,
      payload: {
        principalId: 'sub',
        policyDocument: {
          Statement: [
            { Action: '*', Effect: 'Allow', Resource: '*' },
            { Action: 'execute-api:Invoke', Effect: 'Deny', Resource: ['*/GET/v1/me'] },
          ],
        },
      },
    };
    expect(await authorizer(both).decide(signedIn)).toEqual({ allowed: false, type: 'ACCESS_DENIED' });
  });

  it('does not keep refusals of the function itself', async () => {
    const { asked, decide } = authorizer({ ok: false, errorType: 'Error', errorMessage: 'Unauthorized' });
    await decide(signedIn);
    await decide(signedIn);
    expect(asked).toHaveLength(2);
  });
});
