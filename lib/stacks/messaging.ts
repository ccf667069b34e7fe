import type { Construct } from 'constructs';
import { FrontdeskStack } from '../constructs/frontdesk-stack.ts';
import type { RealtimeApi } from '../constructs/realtime-api.ts';
import { CustomerErasure } from '../features/customer-erasure.ts';
import { Inbound } from '../features/inbound.ts';
import { Media } from '../features/media.ts';
import { Outbound } from '../features/outbound.ts';
import { OutboxRelay } from '../features/outbox-relay.ts';
import { SearchIndex } from '../features/search-index.ts';
import { SecretsRewrap } from '../features/secrets-rewrap.ts';
import { Transcription } from '../features/transcription.ts';
import { TranscriptionDone } from '../features/transcription-done.ts';
import { UsageNotices } from '../features/usage-notices.ts';
import { WebhookMeta } from '../features/webhook-meta.ts';
import { WebhookTwilio } from '../features/webhook-twilio.ts';
import type { DataStack } from './data.ts';

/** The way of a message in and out, and the secrets it needs. */
export class MessagingStack extends FrontdeskStack {
  readonly webhookUrl: string;
  readonly twilioWebhookUrl: string;

  constructor(scope: Construct, data: DataStack, realtime: RealtimeApi) {
    super(scope, 'messaging', data.settings, 'the way of a message in and out');
    this.webhookUrl = new WebhookMeta(this, { data }).url;
    this.twilioWebhookUrl = new WebhookTwilio(this, { data }).url;
    new Inbound(this, { data, realtime });
    new Media(this, { data, realtime });
    new Outbound(this, { data, realtime });
    new OutboxRelay(this, { data });
    new SearchIndex(this, { data });
    new Transcription(this, { data, realtime });
    new TranscriptionDone(this, { data, realtime });
    new UsageNotices(this, { data });
    new SecretsRewrap(this, { data });
    new CustomerErasure(this, { data });
  }
}
