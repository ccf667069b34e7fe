import { now } from '../_shared/clock.ts';
import { env } from '../_shared/env.ts';
import { aws as signedCalls } from '../_webhooks/aws.ts';
import { hookRecords } from '../_webhooks/hook-record.ts';
import { answerWebhook, type WebhookEvent } from './webhook.ts';

const aws = signedCalls(process.env);
const dependencies = {
  aws,
  hooks: hookRecords(aws, env('TABLE_NAME')),
  config: { queueUrl: env('INBOUND_QUEUE_URL'), bucket: env('MEDIA_BUCKET') },
  write: (line: string) => console.log(line),
  now,
};

/** Twilio's webhooks: `/{hookId}`, one address per account of a business, and below it one per message of ours. */
export const handler = (event: WebhookEvent) => answerWebhook(event, dependencies);
