import { globOf } from './encryption-context.ts';
import type { Policy } from './policy.ts';

export type Context = Readonly<Record<string, string | readonly string[]>>;

/** Everything that some policies compare a request with. */
export interface Probes {
  readonly resources: readonly string[];
  /** Patterns by lower-case context key; undefined where an operator looks at more than how a string matches its patterns. */
  readonly values: ReadonlyMap<string, readonly string[] | undefined>;
  /** A pattern names a variable that each request sets anew: no two requests are alike. */
  readonly perRequest: boolean;
}

const stringOperator = /^(?:For(?:All|Any)Values?:)?String(?:Not)?(?:Equals|EqualsIgnoreCase|Like)(?:IfExists)?$|^Null$/;

/** `${*}`, `${?}`, `${$}` and what stays the same for one principal; no default values. */
const ofPrincipal = /^(?:[*?$]|aws:Principal[^,]*)$/i;

export function probesOf(policies: readonly Policy[]): Probes {
  const resources = new Set<string>();
  const values = new Map<string, Set<string> | undefined>();
  for (const { Statement } of policies) {
    for (const { Resource = [], NotResource = [], Condition = {} } of Statement) {
      for (const resource of [...Resource, ...NotResource]) resources.add(resource);
      for (const [operator, conditions] of Object.entries(Condition)) {
        for (const [name, patterns] of Object.entries(conditions)) {
          const key = name.toLowerCase();
          if (!values.has(key)) values.set(key, new Set());
          if (!stringOperator.test(operator)) values.set(key, undefined);
          for (const pattern of patterns) values.get(key)?.add(pattern);
        }
      }
    }
  }
  const patterns = [...resources, ...[...values.values()].flatMap((known) => [...(known ?? [])])];
  return {
    resources: [...resources],
    values: new Map([...values].map(([key, known]) => [key, known && [...known]])),
    perRequest: patterns.some((pattern) =>
      [...pattern.matchAll(/\$\{([^}]*)\}/g)].some(([, name = '']) => !ofPrincipal.test(name)),
    ),
  };
}

/**
 * What policies can tell about a request: two requests of one principal and action with the same shape get the same answer.
 * Keys of conversations differ in every call, but all that counts is which patterns they match.
 */
export function shapeOf(resource: string, context: Context, probes: Probes, variables: Readonly<Record<string, string>>): string {
  if (probes.perRequest) return JSON.stringify([resource, context]);
  let shape = resourceShape(resource, probes.resources, variables);
  for (const [name, value] of Object.entries(context)) {
    const key = name.toLowerCase();
    if (!probes.values.has(key)) {
      shape += `|${name}`;
      continue;
    }
    const patterns = probes.values.get(key);
    const seen = new Set<string>();
    for (const text of typeof value === 'string' ? [value] : value) {
      seen.add(patterns === undefined ? JSON.stringify(text) : valueShape(text, patterns, variables));
    }
    shape += `|${name}=${typeof value === 'string' ? '' : '[]'}${[...seen].sort().join(',')}`;
  }
  return shape;
}

/** ARNs are compared field by field: the first five are short and few, of the last only the match counts. */
function resourceShape(resource: string, patterns: readonly string[], variables: Readonly<Record<string, string>>): string {
  const { head, tail } = fields(resource);
  if (tail === undefined) return resource;
  let shape = `${head} `;
  for (const pattern of patterns) {
    const { tail: tailPattern } = fields(pattern);
    if (tailPattern !== undefined) shape += matches(tail, tailPattern, variables);
  }
  return shape;
}

function fields(arn: string): { head: string; tail: string | undefined } {
  let end = -1;
  for (let field = 0; field < 5; field += 1) {
    end = arn.indexOf(':', end + 1);
    if (end === -1) return { head: arn, tail: undefined };
  }
  return { head: arn.slice(0, end), tail: arn.slice(end + 1) };
}

function valueShape(value: string, patterns: readonly string[], variables: Readonly<Record<string, string>>): string {
  let shape = '';
  for (const pattern of patterns) shape += matches(value, pattern, variables);
  return shape;
}

/** One digit for each way in which string operators compare: as pattern, as pattern in another case, literally, literally in another case. */
function matches(value: string, pattern: string, variables: Readonly<Record<string, string>>): string {
  const { glob, anyCase, text } = compiled(pattern, variables);
  const like = glob?.test(value) === true ? 8 : 0;
  const likeAnyCase = anyCase?.test(value) === true ? 4 : 0;
  const equal = text === value ? 2 : 0;
  const equalAnyCase = text?.toLowerCase() === value.toLowerCase() ? 1 : 0;
  return (like + likeAnyCase + equal + equalAnyCase).toString(16);
}

interface Compiled {
  readonly glob: RegExp | undefined;
  readonly anyCase: RegExp | undefined;
  readonly text: string | undefined;
}

const cache = new Map<string, Compiled>();
const cacheSize = 20_000;

function compiled(pattern: string, variables: Readonly<Record<string, string>>): Compiled {
  const id = pattern.includes('${') ? `${pattern}\n${JSON.stringify(variables)}` : pattern;
  const known = cache.get(id);
  if (known !== undefined) return known;
  const glob = globOf(pattern, variables);
  const entry = {
    glob,
    anyCase: glob && new RegExp(glob.source, 'i'),
    text: glob && pattern.replace(/\$\{([^}]*)\}/g, (_, name: string) => variables[name.toLowerCase()] ?? name),
  };
  if (cache.size >= cacheSize) cache.clear();
  cache.set(id, entry);
  return entry;
}
