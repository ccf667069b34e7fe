import { Duration } from 'aws-cdk-lib';
import { Alarm, ComparisonOperator, type IMetric, MathExpression, Metric, TreatMissingData } from 'aws-cdk-lib/aws-cloudwatch';
import { SnsAction } from 'aws-cdk-lib/aws-cloudwatch-actions';
import type { ITopic } from 'aws-cdk-lib/aws-sns';
import { Construct } from 'constructs';
import type { FeatureFunction } from './feature-function.ts';
import { settingsAt } from './frontdesk-stack.ts';

export interface Watched {
  /** Heading of the runbook page, and the alarm's name after `frontdesk-<stage>-`. */
  readonly name: string;
  readonly metric: IMetric;
  /** The alarm goes off at this value or above. */
  readonly from: number;
  /** For how many periods in a row. */
  readonly periods?: number;
  /** What people notice. */
  readonly impact: string;
}

/** Alarms of one stage: each says what people notice, and leads to its page of docs/runbook.md. */
export class Watch extends Construct {
  private readonly action: SnsAction;

  constructor(scope: Construct, topic: ITopic) {
    super(scope, 'Watch');
    this.action = new SnsAction(topic);
  }

  over(watched: Watched): void {
    const alarm = new Alarm(this, watched.name, {
      alarmName: `frontdesk-${settingsAt(this).stage}-${watched.name}`,
      alarmDescription: `${watched.impact} What to do: docs/runbook.md#${watched.name}`,
      metric: watched.metric,
      threshold: watched.from,
      evaluationPeriods: watched.periods ?? 1,
      comparisonOperator: ComparisonOperator.GREATER_THAN_OR_EQUAL_TO_THRESHOLD,
      treatMissingData: TreatMissingData.NOT_BREACHING,
    });
    alarm.addAlarmAction(this.action);
    alarm.addOkAction(this.action);
  }
}

/**
 * Metrics are named by the names of what they measure, not by references: a stack that is watched can then
 * take a function or queue away without the alarms being taken away first.
 */
export const metrics = {
  ofFunction: (
    physicalName: string,
    metricName: 'Errors' | 'Throttles' | 'Duration' | 'IteratorAge' | 'Url5xxCount',
    statistic: string,
  ) =>
    new Metric({
      namespace: 'AWS/Lambda',
      metricName,
      statistic,
      dimensionsMap: { FunctionName: physicalName },
      period: Duration.minutes(5),
    }),
  /** Crashes and timeouts, which Lambda counts, and errors the function answered and logged. */
  errorsOf: (fn: FeatureFunction) =>
    new MathExpression({
      expression: 'FILL(crashed, 0) + FILL(logged, 0)',
      label: fn.name,
      period: Duration.minutes(5),
      usingMetrics: {
        crashed: metrics.ofFunction(fn.physicalName, 'Errors', 'Sum'),
        logged: new Metric({
          namespace: 'Frontdesk',
          metricName: fn.loggedErrors,
          statistic: 'Sum',
          period: Duration.minutes(5),
        }),
      },
    }),
  ofQueue: (
    physicalName: string,
    metricName: 'ApproximateAgeOfOldestMessage' | 'ApproximateNumberOfMessagesVisible' | 'NumberOfMessagesSent',
    statistic: string,
  ) =>
    new Metric({
      namespace: 'AWS/SQS',
      metricName,
      statistic,
      dimensionsMap: { QueueName: physicalName },
      period: Duration.minutes(1),
    }),
  ofRestApi: (apiName: string, metricName: '5XXError' | '4XXError' | 'Count' | 'Latency', statistic: string) =>
    new Metric({
      namespace: 'AWS/ApiGateway',
      metricName,
      statistic,
      dimensionsMap: { ApiName: apiName },
      period: Duration.minutes(5),
    }),
};
