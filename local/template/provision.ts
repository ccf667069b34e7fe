import { type Provisioned, type Provisioners, place, type Resource } from '../parts.ts';
import { type Assembly, type Stack, sorted, type TemplateResource } from './assembly.ts';
import { inertTypes } from './inert.ts';
import { references, resolve, type Scope } from './intrinsics.ts';

export interface DeployedResource extends Provisioned {
  readonly stack: string;
  readonly logicalId: string;
  readonly type: string;
}

export interface Deployment {
  readonly resources: readonly DeployedResource[];
  /** Outputs of the stacks by `<stack>.<output>`. */
  readonly outputs: Readonly<Record<string, unknown>>;
}

/** Makes every resource of the assembly exist: stacks in their order, resources in the order of their references. */
export async function provision(assembly: Assembly, provisioners: Provisioners): Promise<Deployment> {
  const exported = new Map<string, unknown>();
  const resources: DeployedResource[] = [];
  const outputs: Record<string, unknown> = {};
  for (const stack of assembly.stacks) {
    const deployed = new Map<string, Provisioned>();
    const scope = scopeOf(stack, deployed, exported);
    const wanted = Object.entries(stack.template.Resources).filter(
      ([, { Condition }]) => Condition === undefined || scope.condition(Condition),
    );
    const byId = new Map(wanted);
    const needs = (id: string): Iterable<string> => {
      const one = byId.get(id);
      return one === undefined ? [] : [...one.DependsOn, ...references(one.Properties)];
    };
    for (const id of sorted([...byId.keys()], needs)) {
      const one = byId.get(id);
      if (one === undefined) continue;
      const made = await within(`${stack.name}/${id} (${one.Type})`, () => make(stack, id, one, scope, provisioners));
      deployed.set(id, made);
      resources.push({ stack: stack.name, logicalId: id, type: one.Type, ...made });
    }
    for (const [name, output] of Object.entries(stack.template.Outputs)) {
      if (output.Condition !== undefined && !scope.condition(output.Condition)) continue;
      const value = await within(`output ${name} of ${stack.name}`, async () => resolve(output.Value, scope));
      outputs[`${stack.name}.${name}`] = value;
      if (output.Export) exported.set(String(resolve(output.Export.Name, scope)), value);
    }
  }
  return { resources, outputs };
}

async function make(
  stack: Stack,
  logicalId: string,
  one: TemplateResource,
  scope: Scope,
  provisioners: Provisioners,
): Promise<Provisioned> {
  const properties: Record<string, unknown> = {};
  for (const [name, value] of Object.entries(one.Properties)) {
    const resolved = resolve(value, scope);
    if (resolved !== undefined) properties[name] = resolved;
  }
  const resource: Resource = { stack: stack.name, logicalId, type: one.Type, properties, metadata: one.Metadata };
  const provisioner = provisioners[one.Type];
  if (provisioner) return provisioner(resource);
  const inert = inertTypes[one.Type];
  if (inert) return inert.answers?.(resource) ?? { ref: `${stack.name}-${logicalId}`, attributes: {} };
  throw new Error(
    `the local stage does not know this type of resource. Add a provisioner for it, or, if it has no effect on a laptop, a line with the reason to local/template/inert.ts`,
  );
}

function scopeOf(stack: Stack, deployed: ReadonlyMap<string, Provisioned>, exported: ReadonlyMap<string, unknown>): Scope {
  const { template, name: stackName } = stack;
  const pseudo: Readonly<Record<string, unknown>> = {
    'AWS::Region': place.region,
    'AWS::AccountId': place.account,
    'AWS::Partition': place.partition,
    'AWS::URLSuffix': place.urlSuffix,
    'AWS::StackName': stackName,
    'AWS::StackId': `arn:${place.partition}:cloudformation:${place.region}:${place.account}:stack/${stackName}/local`,
    'AWS::NotificationARNs': [],
  };
  const scope: Scope = {
    ref: (name) => pseudo[name] ?? template.Parameters[name]?.Default ?? deployed.get(name)?.ref,
    attribute: (id, attribute) => {
      const value = deployed.get(id)?.attributes[attribute];
      if (value === undefined)
        throw new Error(`Fn::GetAtt: ${id} (${template.Resources[id]?.Type}) has no attribute ${attribute}`);
      return value;
    },
    condition: (name) => {
      if (!(name in template.Conditions)) throw new Error(`There is no condition ${name}`);
      return resolve(template.Conditions[name], scope) === true;
    },
    mapping: (map, key, second) => {
      const value = template.Mappings[map]?.[key]?.[second];
      if (value === undefined) throw new Error(`Fn::FindInMap: ${map}.${key}.${second} is missing`);
      return value;
    },
    exported: (name) => {
      if (!exported.has(name)) throw new Error(`Fn::ImportValue: no stack before ${stackName} exports ${name}`);
      return exported.get(name);
    },
  };
  return scope;
}

/** Names the place in the message of whatever goes wrong there. */
async function within<T>(where: string, action: () => Promise<T>): Promise<T> {
  try {
    return await action();
  } catch (error) {
    throw new Error(`${where}: ${error instanceof Error ? error.message : String(error)}`, { cause: error });
  }
}
