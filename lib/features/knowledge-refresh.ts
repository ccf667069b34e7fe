import { Duration } from 'aws-cdk-lib';
import { Rule, Schedule } from 'aws-cdk-lib/aws-events';
import { LambdaFunction } from 'aws-cdk-lib/aws-events-targets';
import { Construct } from 'constructs';
import { accept } from '../constructs/accepted.ts';
import { FeatureFunction } from '../constructs/feature-function.ts';
import type { WorkerProps } from './props.ts';

/** Has pages that the assistant answers from read again once a week. */
export class KnowledgeRefresh extends Construct {
  constructor(scope: Construct, { data }: Pick<WorkerProps, 'data'>) {
    super(scope, 'KnowledgeRefresh');
    const fn = new FeatureFunction(this, 'knowledge-refresh', {
      errorImpact: 'Pages are not read again by themselves: the assistant goes on answering from what they said before.',
      // as many pages as there is time for; the next run goes on
      timeout: Duration.seconds(60),
    });
    data.actForTenants(fn);
    data.table.allowPlatformItems(fn, 'PLATFORM#INDEX', ['DeleteItem', 'PutItem', 'Query']);
    data.table.allowPlatformItems(fn, 'TENANT', ['GetItem']);
    data.knowledgeJobs.fillFrom(fn);
    const schedule = new Rule(this, 'Schedule', {
      description: 'Looks for pages whose time has come to be read again',
      schedule: Schedule.rate(Duration.hours(1)),
    });
    accept(schedule, {
      rule: 'Serverless-EventBusDLQ',
      reason:
        'A run that did not begin is made good by the next one, an hour later; the alarm of the function tells of failing ones.',
    });
    // the next run does what this one did not
    schedule.addTarget(new LambdaFunction(fn.lambda, { retryAttempts: 0 }));
  }
}
