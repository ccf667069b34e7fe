import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { StageName } from '../../lib/config.ts';

/** A resource as the template has it: intrinsics are not resolved. Changing `properties` changes the template. */
export interface Resource {
  readonly stage: StageName;
  /** Name of the stack without app and stage: `data`, `api` ... */
  readonly stack: string;
  readonly id: string;
  /** Where the construct stands, below the stack: `Inbound/Function/Role/Resource`. */
  readonly path: string;
  readonly type: string;
  readonly raw: RawResource;
  readonly properties: Record<string, unknown>;
}

interface RawResource {
  Type: string;
  Properties: Record<string, unknown>;
  Metadata?: Record<string, unknown>;
  DependsOn?: string[];
  DeletionPolicy?: string;
  UpdateReplacePolicy?: string;
}

export interface Template {
  Resources: Record<string, RawResource>;
  Outputs?: Record<string, { Value: unknown; Export?: { Name: string } }>;
  Parameters?: unknown;
  Rules?: unknown;
}

/** All templates of one or more stages, by stack id. */
export type Templates = Record<string, Template>;

export interface World {
  readonly templates: Templates;
  readonly resources: readonly Resource[];
}

const stackId = /^frontdesk-(dev|staging|prod)-(\w+)$/;

export function worldOf(templates: Templates): World {
  const resources = Object.entries(templates).flatMap(([name, template]) => {
    const [, stage, stack = ''] = stackId.exec(name) ?? [];
    return Object.entries(template.Resources).map(([id, raw]) => {
      raw.Properties ??= {};
      const path = String(raw.Metadata?.['aws:cdk:path'] ?? `${name}/${id}`).slice(name.length + 1);
      return { stage: stage as StageName, stack, id, path, type: raw.Type, raw, properties: raw.Properties };
    });
  });
  return { templates, resources };
}

export function readTemplates(directory: string): Templates {
  const files = readdirSync(directory).filter((file) => file.endsWith('.template.json'));
  return Object.fromEntries(
    files.map((file) => [
      file.replace('.template.json', ''),
      JSON.parse(readFileSync(join(directory, file), 'utf8')) as Template,
    ]),
  );
}

/** The templates of one stage, as a copy that may be changed. */
export function copyOf(world: World, stage: StageName): World {
  const own = Object.entries(world.templates).filter(([name]) => name.startsWith(`frontdesk-${stage}-`));
  return worldOf(structuredClone(Object.fromEntries(own)));
}

export const ofType = (world: World, ...types: readonly string[]): readonly Resource[] =>
  world.resources.filter(({ type }) => types.includes(type));

/** What stands at a path inside a value; undefined where the path leads nowhere. */
export function at(value: unknown, ...path: readonly (string | number)[]): unknown {
  return path.reduce<unknown>((found, key) => (isObject(found) ? found[key] : undefined), value);
}

export function isObject(value: unknown): value is Record<string | number, unknown> {
  return typeof value === 'object' && value !== null;
}

/** A value as a list: CloudFormation writes one item without a list in places. */
export const listOf = (value: unknown): readonly unknown[] => (value === undefined ? [] : Array.isArray(value) ? value : [value]);

/** Intrinsics as readable text: `<Table.Arn>/index/inbox`; references to other stacks by what they export. */
export function textOf(value: unknown): string {
  if (typeof value === 'string') return value;
  if (!isObject(value)) return String(value);
  if (typeof value.Ref === 'string') return `<${value.Ref}>`;
  const attribute = value['Fn::GetAtt'];
  if (Array.isArray(attribute)) return `<${attribute.join('.')}>`;
  const join = value['Fn::Join'];
  if (Array.isArray(join)) return listOf(join[1]).map(textOf).join(String(join[0]));
  const imported = value['Fn::ImportValue'];
  if (imported !== undefined) return `<${textOf(imported)}>`;
  return JSON.stringify(value);
}

/** The resource a `Ref` or `Fn::GetAtt` leads to, through the export of another stack where needed. */
export function target(world: World, from: Resource, value: unknown): Resource | undefined {
  if (!isObject(value)) return undefined;
  const exported = value['Fn::ImportValue'];
  if (typeof exported === 'string') {
    for (const [name, template] of Object.entries(world.templates)) {
      const output = Object.values(template.Outputs ?? {}).find(({ Export }) => Export?.Name === exported);
      const [, stage, stack] = stackId.exec(name) ?? [];
      if (output !== undefined) return target(world, { ...from, stage: stage as StageName, stack: stack ?? '' }, output.Value);
    }
    return undefined;
  }
  const attribute = value['Fn::GetAtt'];
  const id = Array.isArray(attribute) ? attribute[0] : value.Ref;
  return world.resources.find((one) => one.stage === from.stage && one.stack === from.stack && one.id === id);
}

/** The first resource that an intrinsic mentions anywhere inside a value. */
export function mentioned(world: World, from: Resource, value: unknown): readonly Resource[] {
  const direct = target(world, from, value);
  if (direct !== undefined) return [direct];
  return isObject(value) ? Object.values(value).flatMap((inner) => mentioned(world, from, inner)) : [];
}

/** Names of the metrics that an alarm looks at, with the value of their first dimension: `AWS/Lambda Errors frontdesk-dev-me`. */
export function metricsOf(alarm: Resource): readonly string[] {
  const { Namespace, MetricName, Dimensions, Metrics } = alarm.properties;
  const nested = listOf(Metrics)
    .map((one) => at(one, 'MetricStat', 'Metric'))
    .filter((metric) => metric !== undefined);
  return [{ Namespace, MetricName, Dimensions }, ...nested].flatMap((metric) => {
    const name = at(metric, 'MetricName');
    return name === undefined
      ? []
      : [`${String(at(metric, 'Namespace'))} ${String(name)} ${textOf(at(metric, 'Dimensions', 0, 'Value') ?? '')}`.trim()];
  });
}

/** The alarm on a metric, in the stage of what it is about. */
export const alarmOn = (world: World, one: Resource, metric: string): Resource | undefined =>
  ofType(world, 'AWS::CloudWatch::Alarm').find((alarm) => alarm.stage === one.stage && metricsOf(alarm).includes(metric));

export const nameOf = ({ stage, stack, path }: Resource): string => `${stage}/${stack}/${path}`;

/** The function that comes with the CDK and copies the web app into its bucket; not ours, runs during deployments only. */
export const isCdkCopier = ({ id }: Resource): boolean => id.startsWith('CustomCDKBucketDeployment');

/** The name of `lambdas/<name>` that a function is made from. */
export const featureOf = (fn: Resource | undefined): string =>
  /^lambdas\/([a-z-]+)\/handler\.ts$/.exec(String(fn?.properties.Description))?.[1] ?? '';

export interface Rule {
  readonly name: string;
  /** One line for each resource that breaks the rule. */
  readonly check: (world: World) => readonly string[];
}
