import { Duration } from 'aws-cdk-lib';
import { Rule, Schedule } from 'aws-cdk-lib/aws-events';
import { LambdaFunction } from 'aws-cdk-lib/aws-events-targets';
import { Construct } from 'constructs';
import { accept } from '../constructs/accepted.ts';
import { FeatureFunction } from '../constructs/feature-function.ts';
import type { DataStack } from '../stacks/data.ts';

/** Removes everything of customers who are to be erased. */
export class CustomerErasure extends Construct {
  constructor(scope: Construct, { data }: { readonly data: DataStack }) {
    super(scope, 'CustomerErasure');
    const fn = new FeatureFunction(this, 'customer-erasure', {
      errorImpact:
        'Rows and files of a customer who was to be erased are still there. Nobody sees them; everything else goes on.',
      memory: 512,
      // of a long history as much as there is time for; the next run goes on
      timeout: Duration.seconds(60),
    });
    data.actForTenants(fn);
    data.nameSecretsKey(fn);
    data.erasure.isFor(fn);
    data.table.allowPlatformItems(fn, 'PLATFORM#INDEX', ['DeleteItem', 'PutItem', 'Query']);
    const schedule = new Rule(this, 'Schedule', {
      description: 'Goes on with customers who are being erased',
      schedule: Schedule.rate(Duration.minutes(5)),
    });
    accept(schedule, {
      rule: 'Serverless-EventBusDLQ',
      reason:
        'A run that did not begin is made good by the next one, 5 minutes later; the alarm of the function tells of failing ones.',
    });
    // the next run does what this one did not
    schedule.addTarget(new LambdaFunction(fn.lambda, { retryAttempts: 0 }));
  }
}
