import { AwsClient } from 'aws4fetch';
import * as z from 'zod';
import type { InboundJob } from '../../contract/queues.ts';

/** What the webhook puts under a key when it does not fit in a queue message. */
const Stored = z.object({ event: z.unknown(), contact: z.unknown().optional(), errors: z.unknown().optional() });
export type Intake = z.infer<typeof Stored>;

export type LoadIntake = (job: InboundJob) => Promise<Intake>;

const timeoutMs = 5_000;

/** One rare call: signed by hand, because the SDK's client would be half of the bundle. */
export function intakeFrom(bucket: string, environment: NodeJS.ProcessEnv): LoadIntake {
  const { AWS_ACCESS_KEY_ID = '', AWS_SECRET_ACCESS_KEY = '', AWS_SESSION_TOKEN, AWS_REGION = '' } = environment;
  const client = new AwsClient({
    accessKeyId: AWS_ACCESS_KEY_ID,
    secretAccessKey: AWS_SECRET_ACCESS_KEY,
    ...(AWS_SESSION_TOKEN ? { sessionToken: AWS_SESSION_TOKEN } : {}),
    region: AWS_REGION,
    service: 's3',
    retries: 2,
  });
  const local = environment.AWS_ENDPOINT_URL_S3 ?? environment.AWS_ENDPOINT_URL;
  const base = local ? `${local.replace(/\/$/, '')}/${bucket}` : `https://${bucket}.s3.${AWS_REGION}.amazonaws.com`;
  return async ({ tenant, event, contact, errors }) => {
    if ('inline' in event) return { event: event.inline, contact, errors };
    if (!event.key.startsWith(`intake/${tenant}/`)) throw new Error('An intake key of another business');
    const response = await client.fetch(`${base}/${event.key}`, { signal: AbortSignal.timeout(timeoutMs) });
    if (!response.ok) throw new Error(`GetObject answered ${response.status}`);
    return Stored.parse(await response.json());
  };
}
