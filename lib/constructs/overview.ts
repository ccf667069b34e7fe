import { Dashboard, GraphWidget, type IMetric, type IWidget, TextWidget } from 'aws-cdk-lib/aws-cloudwatch';
import { Construct } from 'constructs';
import type { FeatureFunction } from './feature-function.ts';
import { settingsAt } from './frontdesk-stack.ts';
import { metrics } from './watch.ts';
import type { WorkQueue } from './work-queue.ts';

interface OverviewProps {
  readonly functions: readonly FeatureFunction[];
  readonly queues: readonly WorkQueue[];
  readonly restApiName: string;
}

/** One page that tells whether customers get through and are answered. */
export class Overview extends Construct {
  constructor(scope: Construct, { functions, queues, restApiName }: OverviewProps) {
    super(scope, 'Overview');
    const { stage } = settingsAt(this);
    const graph = (title: string, left: IMetric[]): IWidget => new GraphWidget({ title, left, width: 12, height: 6 });
    new Dashboard(this, 'Dashboard', {
      dashboardName: `frontdesk-${stage}`,
      widgets: [
        [new TextWidget({ markdown: `# Frontdesk ${stage}\nAlarms and what to do: docs/runbook.md`, width: 24, height: 2 })],
        [
          graph(
            'Messages through the queues, a minute',
            queues.map((queue) => metrics.ofQueue(queue.physicalName, 'NumberOfMessagesSent', 'Sum').with({ label: queue.name })),
          ),
          graph(
            'Oldest waiting message, seconds',
            queues.map((queue) =>
              metrics.ofQueue(queue.physicalName, 'ApproximateAgeOfOldestMessage', 'Maximum').with({ label: queue.name }),
            ),
          ),
        ],
        [
          graph(
            'Dead letters',
            queues.map((queue) =>
              metrics.ofQueue(queue.deadLettersName, 'ApproximateNumberOfMessagesVisible', 'Maximum').with({ label: queue.name }),
            ),
          ),
          graph(
            'Errors of functions',
            functions.map((fn) => metrics.ofFunction(fn.physicalName, 'Errors', 'Sum').with({ label: fn.name })),
          ),
        ],
        [
          graph(
            'How long functions run, ms (p99)',
            functions.map((fn) => metrics.ofFunction(fn.physicalName, 'Duration', 'p99').with({ label: fn.name })),
          ),
          graph('REST API', [
            metrics.ofRestApi(restApiName, 'Count', 'Sum').with({ label: 'requests' }),
            metrics.ofRestApi(restApiName, '4XXError', 'Sum').with({ label: 'refused (4xx)' }),
            metrics.ofRestApi(restApiName, '5XXError', 'Sum').with({ label: 'failed (5xx)' }),
          ]),
        ],
      ],
    });
  }
}
