import { Duration } from 'aws-cdk-lib';
import { Construct } from 'constructs';
import { channels } from '../../contract/channels.ts';
import { FeatureFunction } from '../constructs/feature-function.ts';
import { graphUrl } from '../constructs/graph-url.ts';
import { twilioUrl } from '../constructs/twilio-url.ts';
import type { RestProps } from './props.ts';

/** Each ends with a slash. */
interface WebhookUrls {
  readonly webhookUrl: string;
  readonly twilioWebhookUrl: string;
}

/** The WhatsApp numbers of a business: connecting, checking, new secrets, disconnecting. */
export class Channels extends Construct {
  constructor(scope: Construct, { data, rest, webhookUrl, twilioWebhookUrl }: RestProps & WebhookUrls) {
    super(scope, 'Channels');
    const fn = new FeatureFunction(this, 'channels', {
      errorImpact: 'Numbers cannot be connected, and their secrets cannot be replaced. Those that are connected go on.',
      // connecting asks Meta three times in a row, 5 s each at most
      timeout: Duration.seconds(25),
    });
    data.actForTenants(fn);
    data.nameSecretsKey(fn);
    data.table.allowPlatformItems(fn, 'HOOK', ['PutItem', 'DeleteItem']);
    fn.tell('graphUrl', graphUrl);
    fn.tell('webhookUrl', webhookUrl);
    fn.tell('twilioUrl', twilioUrl);
    fn.tell('twilioWebhookUrl', twilioWebhookUrl);
    rest.serve(channels, fn);
  }
}
