import { Duration } from 'aws-cdk-lib';
import { Construct } from 'constructs';
import { FeatureFunction } from '../constructs/feature-function.ts';
import { settingsAt } from '../constructs/frontdesk-stack.ts';
import type { DataStack } from '../stacks/data.ts';

/** Decides for every request who asks, for which business, and with which permissions. */
export class Authorizer extends Construct {
  readonly fn: FeatureFunction;

  constructor(scope: Construct, { data }: { readonly data: DataStack }) {
    super(scope, 'Authorizer');
    this.fn = new FeatureFunction(this, 'authorizer', {
      errorImpact: 'Nobody gets past sign-in: every request to the API is refused.',
      timeout: Duration.seconds(5),
      reservedConcurrency: settingsAt(this).reservedConcurrency.authorizer,
    });
    data.table.allowPlatformItems(this.fn, 'PLATFORM#ADMIN', ['GetItem']);
    data.table.allowPlatformItems(this.fn, ['USER', 'TENANT'], ['BatchGetItem']);
    data.people.recogniseIn(this.fn);
  }
}
