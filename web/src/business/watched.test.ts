import { expect, it } from 'vitest';
import { type Call, Refused } from '../api/client.ts';
import { watched } from './watched.ts';

it('tells of refusals that mean fewer rights, of no others, and passes everything on', async () => {
  const answers: unknown[] = [
    new Refused(403, {}, 'forbidden'),
    new Refused(403, {}, 'business-suspended'),
    new Refused(403, {}, 'business-deleting'),
    new Refused(403, {}, 'read-only'),
    new Refused(404, {}, 'not-found'),
    new TypeError('lost'),
    { email: 'x' },
  ];
  let told = 0;
  const call = watched(
    (async () => {
      const answer = answers.shift();
      if (answer instanceof Error) throw answer;
      return answer;
    }) as unknown as Call,
    () => {
      told += 1;
    },
  );
  const seen: unknown[] = [];
  for (let index = 0; index < 7; index++) seen.push(await call('GET /v1/me', {}).catch((error: unknown) => error));
  expect(seen.map((one) => (one instanceof Refused ? one.code : one instanceof Error ? one.message : one))).toEqual([
    'forbidden',
    'business-suspended',
    'business-deleting',
    'read-only',
    'not-found',
    'lost',
    { email: 'x' },
  ]);
  expect(told).toBe(3);
});
