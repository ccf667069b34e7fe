import { Annotations } from 'aws-cdk-lib';
import { PolicyStatement, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import { Key } from 'aws-cdk-lib/aws-kms';
import { Topic } from 'aws-cdk-lib/aws-sns';
import { EmailSubscription } from 'aws-cdk-lib/aws-sns-subscriptions';
import type { Construct, IConstruct } from 'constructs';
import type { Settings } from '../config.ts';
import { FeatureFunction } from '../constructs/feature-function.ts';
import { FrontdeskStack } from '../constructs/frontdesk-stack.ts';
import { Overview } from '../constructs/overview.ts';
import { PublicUrl } from '../constructs/public-url.ts';
import { RestRoutes } from '../constructs/rest-routes.ts';
import { StreamWorker } from '../constructs/stream-worker.ts';
import { metrics, Watch } from '../constructs/watch.ts';
import { WorkQueue } from '../constructs/work-queue.ts';

/** Alarms and dashboard over everything the other stacks contain: what they add is watched without being listed here. */
export class OperationsStack extends FrontdeskStack {
  constructor(scope: Construct, settings: Settings, watched: readonly FrontdeskStack[]) {
    super(scope, 'operations', settings, 'alarms and dashboard');
    const found = watched.flatMap((stack) => stack.node.findAll());
    const functions = found.filter((construct) => construct instanceof FeatureFunction);
    const queues = found.filter((construct) => construct instanceof WorkQueue);
    const watch = new Watch(this, this.topic(settings));
    for (const fn of functions) this.watchFunction(watch, fn);
    for (const queue of queues) this.watchQueue(watch, queue);
    for (const worker of found.filter((construct) => construct instanceof StreamWorker)) this.watchStream(watch, worker);
    for (const url of found.filter((construct) => construct instanceof PublicUrl)) this.watchUrl(watch, url);
    const restApiName = this.watchRest(watch, found);
    new Overview(this, { functions, queues, restApiName });
  }

  private topic(settings: Settings): Topic {
    const key = new Key(this, 'AlarmKey', {
      description: 'Alarms on their way to people',
      enableKeyRotation: true,
      removalPolicy: settings.removalPolicy,
    });
    const cloudWatch = new ServicePrincipal('cloudwatch.amazonaws.com');
    // CloudWatch cannot publish to a topic encrypted with the key AWS manages for SNS
    key.addToResourcePolicy(
      new PolicyStatement({ principals: [cloudWatch], actions: ['kms:Decrypt', 'kms:GenerateDataKey'], resources: ['*'] }),
    );
    const topic = new Topic(this, 'Alarms', { displayName: `Frontdesk ${settings.stage}`, masterKey: key, enforceSSL: true });
    // a policy of our own (TLS only) takes the place of the one that lets the whole account publish
    topic.addToResourcePolicy(
      new PolicyStatement({
        principals: [cloudWatch],
        actions: ['sns:Publish'],
        resources: [topic.topicArn],
        conditions: {
          StringEquals: { 'aws:SourceAccount': this.account },
          ArnLike: {
            'aws:SourceArn': `arn:${this.partition}:cloudwatch:${this.region}:${this.account}:alarm:frontdesk-${settings.stage}-*`,
          },
        },
      }),
    );
    if (settings.alarmEmail === undefined) {
      Annotations.of(this).addInfo('Nobody is told about alarms: pass -c alarmEmail=...');
    } else {
      topic.addSubscription(new EmailSubscription(settings.alarmEmail));
    }
    return topic;
  }

  private watchFunction(watch: Watch, fn: FeatureFunction): void {
    watch.over({
      name: `${fn.name}-fails`,
      metric: metrics.errorsOf(fn),
      from: 1,
      impact: fn.errorImpact,
    });
    if (fn.reservedConcurrency === undefined) return;
    watch.over({
      name: `${fn.name}-is-throttled`,
      metric: metrics.ofFunction(fn.physicalName, 'Throttles', 'Sum'),
      from: 10,
      impact: `More requests than ${fn.reservedConcurrency} at once. ${fn.errorImpact}`,
    });
  }

  private watchQueue(watch: Watch, queue: WorkQueue): void {
    watch.over({
      name: `${queue.name}-waits`,
      metric: metrics.ofQueue(queue.physicalName, 'ApproximateAgeOfOldestMessage', 'Maximum'),
      from: this.settings.oldestMessageAlarm.toSeconds(),
      periods: 3,
      impact: queue.delayImpact,
    });
    watch.over({
      name: `${queue.name}-dead-letters`,
      metric: metrics.ofQueue(queue.deadLettersName, 'ApproximateNumberOfMessagesVisible', 'Maximum'),
      from: 1,
      impact: queue.deadLetterImpact,
    });
  }

  private watchStream(watch: Watch, worker: StreamWorker): void {
    watch.over({
      name: `${worker.fn.name}-waits`,
      metric: metrics.ofFunction(worker.fn.physicalName, 'IteratorAge', 'Maximum'),
      from: this.settings.oldestMessageAlarm.toMilliseconds(),
      impact: worker.fn.errorImpact,
    });
    watch.over({
      name: `${worker.fn.name}-gave-up`,
      metric: metrics.ofQueue(worker.givenUpName, 'ApproximateNumberOfMessagesVisible', 'Maximum'),
      from: 1,
      impact: worker.lostImpact,
    });
  }

  private watchUrl(watch: Watch, { fn }: PublicUrl): void {
    watch.over({
      name: `${fn.name}-refuses`,
      metric: metrics.ofFunction(fn.physicalName, 'Url5xxCount', 'Sum'),
      from: 1,
      impact: fn.errorImpact,
    });
  }

  private watchRest(watch: Watch, found: readonly IConstruct[]): string {
    const rest = found.find((construct) => construct instanceof RestRoutes);
    if (rest === undefined) throw new Error('There is no REST API to watch');
    watch.over({
      name: 'rest-fails',
      metric: metrics.ofRestApi(rest.apiName, '5XXError', 'Sum'),
      from: 5,
      impact: 'Employees see errors in the app.',
    });
    return rest.apiName;
  }
}
