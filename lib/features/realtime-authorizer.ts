import { Construct } from 'constructs';
import { FeatureFunction } from '../constructs/feature-function.ts';
import { settingsAt } from '../constructs/frontdesk-stack.ts';
import type { DataStack } from '../stacks/data.ts';

/** Takes the ticket of a browser that connects; a ticket opens one WebSocket. */
export class RealtimeAuthorizer extends Construct {
  readonly fn: FeatureFunction;

  constructor(scope: Construct, { data }: { readonly data: DataStack }) {
    super(scope, 'RealtimeAuthorizer');
    this.fn = new FeatureFunction(this, 'realtime-authorizer', {
      errorImpact: 'Browsers cannot connect: new messages show up only after a reload.',
      reservedConcurrency: settingsAt(this).reservedConcurrency.authorizer,
    });
    data.table.allowPlatformItems(this.fn, 'TICKET', ['DeleteItem']);
    data.table.allowPlatformItems(this.fn, 'USER', ['GetItem']);
    data.table.allowPlatformItems(this.fn, 'TENANT', ['GetItem']);
    data.table.allowPlatformItems(this.fn, 'SESSION', ['GetItem']);
  }
}
