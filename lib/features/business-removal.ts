import { Duration } from 'aws-cdk-lib';
import { Rule, Schedule } from 'aws-cdk-lib/aws-events';
import { LambdaFunction } from 'aws-cdk-lib/aws-events-targets';
import { Construct } from 'constructs';
import { accept } from '../constructs/accepted.ts';
import { FeatureFunction } from '../constructs/feature-function.ts';
import { graphUrl } from '../constructs/graph-url.ts';
import type { RestProps } from './props.ts';

/** Removes everything of the businesses whose time of grace is over. */
export class BusinessRemoval extends Construct {
  constructor(scope: Construct, { data, realtime, rest }: RestProps) {
    super(scope, 'BusinessRemoval');
    const fn = new FeatureFunction(this, 'business-removal', {
      errorImpact: 'A business that was to be deleted is still there in part. Nobody can work in it; the others go on.',
      memory: 512,
      // of a large business as much as there is time for; the next run goes on
      timeout: Duration.seconds(60),
    });
    data.actForTenants(fn);
    data.nameSecretsKey(fn);
    data.removal.isFor(fn);
    data.media.keepRemovalsOf(fn);
    data.table.allowPlatformItems(fn, 'PLATFORM#INDEX', ['DeleteItem', 'PutItem', 'Query']);
    data.table.allowPlatformItems(fn, 'TENANT', ['DeleteItem', 'GetItem', 'PutItem']);
    data.table.allowPlatformItems(fn, 'HOOK', ['DeleteItem', 'GetItem']);
    data.table.allowPlatformItems(fn, 'USER', ['DeleteItem', 'GetItem', 'PutItem']);
    data.table.allowPlatformItems(fn, 'INVITATION', ['DeleteItem']);
    data.table.allowPlatformItems(fn, 'SLUG', ['DeleteItem']);
    data.table.allowPlatformItems(fn, 'VOICE', ['DeleteItem']);
    realtime.closeFrom(fn);
    rest.mayForgetDecisions(fn);
    fn.tell('graphUrl', graphUrl);
    const schedule = new Rule(this, 'Schedule', {
      description: 'Looks for businesses whose time of grace is over, and goes on with those that are being removed',
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
