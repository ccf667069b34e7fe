import { channels } from '../../contract/channels.ts';
import { env } from '../_shared/env.ts';
import { api } from '../_shared/http.ts';
import { open, seal } from '../_shared/secrets.ts';
import { platformTable, tenantTable } from '../_shared/tenant.ts';
import { metaAccount } from '../_whatsapp/meta/account.ts';
import { twilioAccount } from '../_whatsapp/twilio/account.ts';
import { channelRoutes } from './channel-routes.ts';

const graphUrl = env('GRAPH_URL');
const twilioUrl = env('TWILIO_URL');

export const handler = api(
  channels,
  channelRoutes({
    routing: platformTable(),
    storeOf: tenantTable,
    seal,
    open,
    account: (accessToken) => metaAccount({ graphUrl, accessToken }),
    twilioAccount: (accountSid, authToken) => twilioAccount({ twilioUrl, accountSid, authToken }),
    webhookUrl: env('WEBHOOK_URL'),
    twilioWebhookUrl: env('TWILIO_WEBHOOK_URL'),
  }),
);
