import { Duration } from 'aws-cdk-lib';
import { Construct } from 'constructs';
import { FeatureFunction } from '../constructs/feature-function.ts';
import { settingsAt } from '../constructs/frontdesk-stack.ts';
import { PublicUrl } from '../constructs/public-url.ts';
import type { DataStack } from '../stacks/data.ts';

/** Takes what Twilio reports, checks its signature and queues it. */
export class WebhookTwilio extends Construct {
  /** What the addresses of webhooks begin with; ends with a slash. */
  readonly url: string;

  constructor(scope: Construct, { data }: { readonly data: DataStack }) {
    super(scope, 'WebhookTwilio');
    const fn = new FeatureFunction(this, 'webhook-twilio', {
      errorImpact:
        'Messages and delivery ticks of numbers at Twilio do not come in. Twilio repeats them for 15 seconds only; then they are in its own log alone.',
      timeout: Duration.seconds(10),
      reservedConcurrency: settingsAt(this).reservedConcurrency.webhook,
    });
    data.table.allowPlatformItems(fn, 'HOOK', ['GetItem']);
    data.secrets.unwrapFor(fn, 'webhook');
    data.media.takeInFrom(fn);
    data.inbound.fillFrom(fn);
    // Twilio signs its requests itself, and cannot sign them for AWS: the function checks the signature
    this.url = new PublicUrl(this, fn).url;
  }
}
