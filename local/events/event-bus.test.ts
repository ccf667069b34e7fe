import { expect, it } from 'vitest';
import { createEventBus } from './event-bus.ts';

const pattern = {
  source: ['aws.transcribe'],
  detail: { TranscriptionJobStatus: ['COMPLETED', 'FAILED'], TranscriptionJobName: [{ prefix: 'frontdesk-dev-' }] },
};
const event = (TranscriptionJobName: string, TranscriptionJobStatus = 'COMPLETED') => ({
  source: 'aws.transcribe',
  detail: { TranscriptionJobName, TranscriptionJobStatus },
});

it('tells who wants to hear of it, and nobody else', async () => {
  const bus = createEventBus();
  const told: unknown[] = [];
  bus.addRule(
    pattern,
    async (one) => {
      told.push(one);
      return { ok: true, payload: null };
    },
    2,
  );
  await bus.publish(event('frontdesk-dev-1'));
  await bus.publish(event('frontdesk-dev-2', 'IN_PROGRESS'));
  await bus.publish(event('frontdesk-prod-3'));
  await bus.publish({ source: 'aws.s3' });
  expect(told).toEqual([event('frontdesk-dev-1')]);
});

it('tells again who failed, as often as the rule says', async () => {
  const bus = createEventBus();
  let tries = 0;
  bus.addRule(
    pattern,
    async () => {
      tries += 1;
      return { ok: false, errorType: 'Error', errorMessage: 'no' };
    },
    1,
  );
  await bus.publish(event('frontdesk-dev-1'));
  expect(tries).toBe(2);
});
