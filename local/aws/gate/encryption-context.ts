import type { Policy, Statement } from './policy.ts';

const prefix = 'kms:encryptioncontext:';

/**
 * iam-simulate does not evaluate `kms:EncryptionContext:<key>` conditions, so they are decided here beforehand: a statement
 * whose conditions hold stays without them, one whose conditions fail is dropped. What cannot be decided counts against
 * the caller: an Allow is dropped, a Deny stays.
 * https://docs.aws.amazon.com/kms/latest/developerguide/conditions-kms.html#conditions-kms-encryption-context
 */
export function decideEncryptionContext(
  policy: Policy,
  encryptionContext: Readonly<Record<string, string>>,
  variables: Readonly<Record<string, string>>,
): Policy {
  return {
    ...policy,
    Statement: policy.Statement.flatMap((statement) => decideStatement(statement, encryptionContext, variables)),
  };
}

function decideStatement(
  statement: Statement,
  encryptionContext: Readonly<Record<string, string>>,
  variables: Readonly<Record<string, string>>,
): readonly Statement[] {
  const rest: Record<string, Record<string, string[]>> = {};
  for (const [operator, conditions] of Object.entries(statement.Condition ?? {})) {
    for (const [key, patterns] of Object.entries(conditions)) {
      if (!key.toLowerCase().startsWith(prefix)) {
        rest[operator] = { ...rest[operator], [key]: patterns };
        continue;
      }
      const holds = evaluate(operator, encryptionContext[key.slice(prefix.length)], patterns, variables);
      if (holds === false || (holds === undefined && statement.Effect === 'Allow')) return [];
    }
  }
  const { Condition: _decided, ...others } = statement;
  return [Object.keys(rest).length === 0 ? others : { ...others, Condition: rest }];
}

/** Undefined: an operator this does not know. */
function evaluate(
  operator: string,
  value: string | undefined,
  patterns: readonly string[],
  variables: Readonly<Record<string, string>>,
): boolean | undefined {
  const [, set = '', base = '', ifExists] = /^(?:(ForAllValues|ForAnyValue):)?([A-Za-z]+?)(IfExists)?$/.exec(operator) ?? [];
  if (base === 'Null') return set === '' && ifExists === undefined ? patterns.includes(String(value === undefined)) : undefined;
  const test = tests[base];
  if (test === undefined) return undefined;
  if (value === undefined) return ifExists !== undefined || set === 'ForAllValues' || test.negative;
  const matches = patterns.some((pattern) => test.matches(value, pattern, variables));
  return test.negative ? !matches : matches;
}

type Matches = (value: string, pattern: string, variables: Readonly<Record<string, string>>) => boolean;

const equals: Matches = (value, pattern, variables) => literal(pattern, variables) === value;
const equalsIgnoreCase: Matches = (value, pattern, variables) =>
  literal(pattern, variables)?.toLowerCase() === value.toLowerCase();
const like: Matches = (value, pattern, variables) => globOf(pattern, variables)?.test(value) === true;

const tests: Readonly<Record<string, { readonly matches: Matches; readonly negative: boolean }>> = {
  StringEquals: { matches: equals, negative: false },
  StringNotEquals: { matches: equals, negative: true },
  StringEqualsIgnoreCase: { matches: equalsIgnoreCase, negative: false },
  StringNotEqualsIgnoreCase: { matches: equalsIgnoreCase, negative: true },
  StringLike: { matches: like, negative: false },
  StringNotLike: { matches: like, negative: true },
};

/** The text a pattern stands for, wildcards taken as they are. Undefined: it names a variable without a value and matches nothing. */
function literal(pattern: string, variables: Readonly<Record<string, string>>): string | undefined {
  let known = true;
  const text = pattern.replace(/\$\{([^}]*)\}/g, (_, name: string) => {
    const value = variableValue(name, variables);
    if (value === undefined) known = false;
    return value ?? '';
  });
  return known ? text : undefined;
}

/** A pattern with `*`, `?` and policy variables as a regular expression. A variable's value is taken literally. */
export function globOf(pattern: string, variables: Readonly<Record<string, string>>): RegExp | undefined {
  let source = '';
  for (const [token, name] of pattern.matchAll(/\$\{([^}]*)\}|[\s\S]/g)) {
    if (name !== undefined) {
      const value = variableValue(name, variables);
      if (value === undefined) return undefined;
      source += escapeRegExp(value);
    } else if (token === '*') source += '.*';
    else if (token === '?') source += '.';
    else source += escapeRegExp(token);
  }
  return new RegExp(`^${source}$`);
}

function variableValue(name: string, variables: Readonly<Record<string, string>>): string | undefined {
  if (name === '*' || name === '?' || name === '$') return name;
  const value = variables[name.toLowerCase()];
  return value === '' ? undefined : value;
}

export function escapeRegExp(text: string): string {
  return text.replace(/[\\^$.*+?()[\]{}|/-]/g, '\\$&');
}
