import { randomUUID } from 'node:crypto';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import * as z from 'zod';
import type { Functions } from '../functions/registry.ts';
import type { Outcome } from '../functions/worker.ts';
import { permitted, shortId } from '../gateway/rest-provisioners.ts';
import { type AwsEndpoint, type Provisioners, place, type RecordedCall, type Resource } from '../parts.ts';
import { propertiesOf } from '../template/properties.ts';
import { createEventBus, type EventBus } from './event-bus.ts';
import { QueueSource } from './queue-source.ts';
import type { Queues } from './queues.ts';
import { parseSchedule, type Schedule } from './schedule.ts';
import { StreamSource } from './stream-source.ts';

const MappingProperties = z.object({
  EventSourceArn: z.string(),
  FunctionName: z.string(),
  Enabled: z.boolean().default(true),
  BatchSize: z.number().optional(),
  MaximumBatchingWindowInSeconds: z.number().optional(),
  FunctionResponseTypes: z.array(z.literal('ReportBatchItemFailures')).default([]),
  ScalingConfig: z.object({ MaximumConcurrency: z.number() }).optional(),
  StartingPosition: z.enum(['LATEST', 'TRIM_HORIZON']).default('TRIM_HORIZON'),
  FilterCriteria: z.object({ Filters: z.array(z.object({ Pattern: z.string() })) }).optional(),
  BisectBatchOnFunctionError: z.boolean().default(false),
  MaximumRetryAttempts: z.number().default(-1),
  MaximumRecordAgeInSeconds: z.number().default(-1),
  DestinationConfig: z.object({ OnFailure: z.object({ Destination: z.string() }) }).optional(),
});

const Target = z.strictObject({
  Id: z.string().optional(),
  Arn: z.string(),
  Input: z.string().optional(),
  RoleArn: z.string().optional(),
  RetryPolicy: z.object({ MaximumRetryAttempts: z.number().default(2) }).optional(),
});
const RuleProperties = z.object({
  ScheduleExpression: z.string().optional(),
  EventPattern: z.record(z.string(), z.unknown()).optional(),
  State: z.enum(['ENABLED', 'DISABLED']).default('ENABLED'),
  Targets: z.array(Target).default([]),
});
const ScheduleProperties = z.object({
  ScheduleExpression: z.string(),
  ScheduleExpressionTimezone: z.literal('UTC').default('UTC'),
  State: z.enum(['ENABLED', 'DISABLED']).default('ENABLED'),
  Target,
});

interface Timer {
  readonly schedule: Schedule;
  readonly fire: () => Promise<unknown>;
  due: number;
}

export interface EventSources {
  /** Where services tell of what happened. */
  readonly bus: EventBus;
  readonly provisioners: Provisioners;
  start(): void;
  /** Resolves when nothing is in work any more, or after a few seconds. */
  stop(): Promise<void>;
}

export interface EventSourcesOptions {
  readonly functions: Functions;
  readonly queues: Queues;
  readonly calls: AwsEndpoint['calls'];
  readonly dynamodb: string;
  readonly dataDirectory: string;
  readonly now: () => number;
  /** Functions whose queues are emptied without them. */
  readonly muted?: ReadonlySet<string>;
}

/** What a worker answers that has taken every message. */
const nothingDone = async (): Promise<Outcome> => ({ ok: true, payload: { batchItemFailures: [] } });

/** What makes functions run without a request: queues, the stream of the table, schedules. */
export function createEventSources({
  functions,
  queues,
  calls,
  dynamodb,
  dataDirectory,
  now,
  muted,
}: EventSourcesOptions): EventSources {
  const sources: { start(): void; stop(): Promise<void> }[] = [];
  const timers: Timer[] = [];
  const bus = createEventBus();
  let ticking: NodeJS.Timeout | undefined;

  const addTimer = (expression: string, fire: () => Promise<unknown>): void => {
    const schedule = parseSchedule(expression, now());
    timers.push({ schedule, fire, due: schedule(now()) });
  };

  /** Due ones fire once, however far the clock was moved. */
  const tick = (): void => {
    for (const timer of timers) {
      if (timer.due > now()) continue;
      timer.due = timer.schedule(now());
      void timer.fire();
    }
  };

  const addMapping = async (resource: Resource) => {
    const properties = propertiesOf(MappingProperties, resource, ['Tags', 'MetricsConfig']);
    const id = shortId(resource.stack, resource.logicalId);
    const target = functions.find(properties.FunctionName);
    if (!target) throw new Error(`there is no function ${properties.FunctionName}`);
    const invoke = (event: unknown) => target.invoke(event);
    const filters: unknown[] = (properties.FilterCriteria?.Filters ?? []).map(({ Pattern }) => JSON.parse(Pattern));
    const reportsItems = properties.FunctionResponseTypes.length > 0;
    const { EventSourceArn: arn } = properties;
    if (!properties.Enabled) return { ref: id, attributes: { Id: id } };
    if (arn.startsWith(`arn:${place.partition}:sqs:`)) {
      if (filters.length > 0) throw new Error('filters on queues are not supported on the local stage');
      const concurrency = Math.min(properties.ScalingConfig?.MaximumConcurrency ?? 5, target.definition.concurrency);
      const setVisibilitySince = (at: number): boolean => {
        const sets = (call: RecordedCall): boolean =>
          call.at >= at &&
          call.function === target.definition.name &&
          call.action.startsWith('sqs:ChangeMessageVisibility') &&
          call.resources.includes(arn);
        return calls.list().some(sets);
      };
      const settings = {
        queueArn: arn,
        batchSize: properties.BatchSize ?? 10,
        concurrency,
        reportsItems,
        setVisibilitySince,
        now,
      };
      const isMuted = muted?.has(target.definition.name) === true;
      sources.push(new QueueSource(settings, queues, isMuted ? nothingDone : invoke));
    } else if (arn.includes(':dynamodb:')) {
      const settings = {
        streamArn: arn,
        batchSize: properties.BatchSize ?? 100,
        gathersMs: 1000 * (properties.MaximumBatchingWindowInSeconds ?? 0),
        startingPosition: properties.StartingPosition,
        reportsItems,
        filters,
        bisects: properties.BisectBatchOnFunctionError,
        mostRetries: properties.MaximumRetryAttempts,
        mostAgeSeconds: properties.MaximumRecordAgeInSeconds,
      };
      const destination = properties.DestinationConfig?.OnFailure.Destination;
      const giveUp = async (about: Readonly<Record<string, unknown>>): Promise<void> => {
        if (destination === undefined) return;
        await queues.send(await queues.urlOf(destination.split(':').at(-1) ?? ''), { body: JSON.stringify(about) });
      };
      const positionFile = join(dataDirectory, 'streams', `${target.definition.name}.json`);
      sources.push(new StreamSource(settings, { endpoint: dynamodb, positionFile, invoke, giveUp, now }));
    } else throw new Error(`the event source ${arn} is not supported on the local stage`);
    return { ref: id, attributes: { Id: id } };
  };

  return {
    bus,
    provisioners: {
      'AWS::Lambda::EventSourceMapping': addMapping,
      'AWS::Events::Rule': async (resource) => {
        const rule = propertiesOf(RuleProperties, resource, ['Name', 'Description', 'Tags']);
        const { ScheduleExpression, EventPattern, State, Targets } = rule;
        const name = String(resource.properties.Name ?? `${resource.stack}-${resource.logicalId}`);
        const arn = `arn:${place.partition}:events:${place.region}:${place.account}:rule/${name}`;
        for (const { Arn, Input, RetryPolicy } of State === 'ENABLED' ? Targets : []) {
          const invoke = permitted(functions, Arn, 'events.amazonaws.com', arn);
          const event = () => (Input === undefined ? scheduledEvent(arn, now()) : JSON.parse(Input));
          if (ScheduleExpression !== undefined) addTimer(ScheduleExpression, () => invoke(event()));
          // Lambda itself tries what it was given asynchronously twice more, at most.
          if (EventPattern !== undefined) bus.addRule(EventPattern, invoke, Math.min(2, RetryPolicy?.MaximumRetryAttempts ?? 2));
        }
        return { ref: name, attributes: { Arn: arn } };
      },
      'AWS::Scheduler::Schedule': async (resource) => {
        const {
          ScheduleExpression,
          State,
          Target: target,
        } = propertiesOf(ScheduleProperties, resource, ['Name', 'Description', 'FlexibleTimeWindow']);
        const name = String(resource.properties.Name ?? `${resource.stack}-${resource.logicalId}`);
        const arn = `arn:${place.partition}:scheduler:${place.region}:${place.account}:schedule/default/${name}`;
        // The scheduler acts by its own role, not by a permission of the function.
        if (State === 'ENABLED')
          addTimer(ScheduleExpression, async () => functions.find(target.Arn)?.invoke(JSON.parse(target.Input ?? '{}')));
        return { ref: name, attributes: { Arn: arn } };
      },
    },
    start: () => {
      for (const source of sources) source.start();
      ticking = setInterval(tick, 500).unref();
    },
    stop: async () => {
      clearInterval(ticking);
      // What takes longer is cut off and comes again at the next start.
      const patience = sleep(3000, undefined, { ref: false });
      await Promise.race([Promise.all(sources.map((source) => source.stop())), patience]);
    },
  };
}

function scheduledEvent(ruleArn: string, at: number): Record<string, unknown> {
  return {
    version: '0',
    id: randomUUID(),
    'detail-type': 'Scheduled Event',
    source: 'aws.events',
    account: place.account,
    time: new Date(at).toISOString(),
    region: place.region,
    resources: [ruleArn],
    detail: {},
  };
}
