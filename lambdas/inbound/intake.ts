import * as z from 'zod';
import type { InboundJob } from '../../contract/queues.ts';
import { signedRequests } from '../_shared/signed-request.ts';

/** What the webhook puts under a key when it does not fit in a queue message. */
const Stored = z.object({ event: z.unknown(), contact: z.unknown().optional(), errors: z.unknown().optional() });
export type Intake = z.infer<typeof Stored>;

export type LoadIntake = (job: InboundJob) => Promise<Intake>;

/** One rare call: signed by hand, because the SDK's client would be half of the bundle. */
export function intakeFrom(bucket: string, environment: NodeJS.ProcessEnv): LoadIntake {
  const { AWS_REGION = '' } = environment;
  const send = signedRequests(environment, { retries: 2, timeoutMs: 5_000 });
  const local = environment.AWS_ENDPOINT_URL_S3 ?? environment.AWS_ENDPOINT_URL;
  const base = local ? `${local.replace(/\/$/, '')}/${bucket}` : `https://${bucket}.s3.${AWS_REGION}.amazonaws.com`;
  return async ({ tenant, event, contact, errors }) => {
    if ('inline' in event) return { event: event.inline, contact, errors };
    if (!event.key.startsWith(`intake/${tenant}/`)) throw new Error('An intake key of another business');
    const { status, body } = await send({ service: 's3', method: 'GET', url: `${base}/${event.key}` });
    if (status !== 200) throw new Error(`GetObject answered ${status}`);
    return Stored.parse(JSON.parse(body.toString()));
  };
}
