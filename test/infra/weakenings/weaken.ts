import { at, isObject, listOf, type Resource, type World } from '../world.ts';

export interface Weakening {
  readonly what: string;
  /** Name of the rule of ours that must notice. */
  readonly breaks: string;
  /** Rule of cdk-nag that must notice too. */
  readonly nag?: string;
  readonly change: (world: World) => void;
}

export function the(world: World, type: string, where: string | RegExp = ''): Resource {
  const found = world.resources.find((one) => one.type === type && `${one.stack}/${one.path}`.match(where) !== null);
  if (found === undefined) throw new Error(`There is no ${type} at ${String(where)}`);
  return found;
}

export function set(value: unknown, path: readonly (string | number)[], to: unknown): void {
  const parent = at(value, ...path.slice(0, -1));
  const last = path.at(-1);
  if (!isObject(parent) || last === undefined) throw new Error(`There is nothing at ${path.join('.')}`);
  if (to === undefined) delete parent[last];
  else parent[last] = to;
}

/** The statement of a function's (or the tenant) role that contains an action. */
export function statement(world: World, where: string, action: string, effect = 'Allow'): Record<string | number, unknown> {
  const policy = the(world, 'AWS::IAM::Policy', new RegExp(`/${where}/`));
  const found = listOf(at(policy.properties, 'PolicyDocument', 'Statement')).find(
    (one) => at(one, 'Effect') === effect && listOf(at(one, 'Action')).includes(action),
  );
  if (!isObject(found)) throw new Error(`${where} has no statement with ${action}`);
  return found;
}

export function remove(world: World, resource: Resource): void {
  const template = world.templates[`frontdesk-${resource.stage}-${resource.stack}`];
  delete template?.Resources[resource.id];
}
