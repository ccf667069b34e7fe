import { describe, expect, it } from 'vitest';
import { decideEncryptionContext } from './encryption-context.ts';
import { Policy } from './policy.ts';

const variables = { 'aws:principaltag/tenant': 'a1' };

/** How many statements are left, and whether any of them still has a condition. */
function decided(
  effect: 'Allow' | 'Deny',
  condition: Record<string, Record<string, unknown>>,
  context: Record<string, string>,
): { kept: boolean; conditions: unknown } {
  const policy = Policy.parse({
    Version: '2012-10-17',
    Statement: { Effect: effect, Action: 'kms:Decrypt', Resource: '*', Condition: condition },
  });
  const [statement] = decideEncryptionContext(policy, context, variables).Statement;
  return { kept: statement !== undefined, conditions: statement?.Condition };
}

const tenant = 'kms:EncryptionContext:tenant';
const own = `\${aws:PrincipalTag/tenant}`;

describe('a condition on the encryption context', () => {
  it.each([
    ['StringEquals', own, { tenant: 'a1' }, true],
    ['StringEquals', own, { tenant: 'a11' }, false],
    ['StringEquals', own, {}, false],
    ['StringEquals', `\${aws:PrincipalTag/other}`, { tenant: '' }, false],
    ['StringEquals', '*', { tenant: 'a1' }, false],
    ['StringEqualsIgnoreCase', own, { tenant: 'A1' }, true],
    ['StringEqualsIgnoreCase', own, { tenant: 'A2' }, false],
    ['StringLike', `${own}-*`, { tenant: 'a1-x' }, true],
    ['StringLike', `${own}-*`, { tenant: 'a11-x' }, false],
    ['StringLike', 'a.', { tenant: 'ab' }, false],
    ['StringNotEquals', own, { tenant: 'a2' }, true],
    ['StringNotEquals', own, { tenant: 'a1' }, false],
    ['StringNotEquals', own, {}, true],
    ['StringNotLike', 'a*', { tenant: 'b' }, true],
    ['StringNotLike', 'a*', { tenant: 'ab' }, false],
    ['StringEqualsIfExists', own, {}, true],
    ['StringEqualsIfExists', own, { tenant: 'a2' }, false],
    ['ForAllValues:StringEquals', own, {}, true],
    ['ForAllValues:StringEquals', own, { tenant: 'a2' }, false],
    ['ForAnyValue:StringEquals', own, {}, false],
    ['ForAnyValue:StringEquals', own, { tenant: 'a1' }, true],
    ['Null', 'true', {}, true],
    ['Null', 'true', { tenant: 'a1' }, false],
    ['Null', 'false', { tenant: 'a1' }, true],
    ['Null', 'false', {}, false],
  ])('%s %j of %j: %s', (operator, pattern, context: Record<string, string>, holds) => {
    expect(decided('Allow', { [operator]: { [tenant]: pattern } }, context)).toEqual({ kept: holds, conditions: undefined });
    expect(decided('Deny', { [operator]: { [tenant]: pattern } }, context).kept).toBe(holds);
  });

  it('with an operator it does not know counts against the caller', () => {
    for (const operator of ['ArnLike', 'NumericEquals', 'ForAllValues:Null', 'stringequals', 'Bool']) {
      expect(decided('Allow', { [operator]: { [tenant]: 'a1' } }, { tenant: 'a1' }).kept).toBe(false);
      expect(decided('Deny', { [operator]: { [tenant]: 'a1' } }, { tenant: 'a1' }).kept).toBe(true);
    }
  });

  it('leaves other conditions to the simulator', () => {
    const condition = { StringEquals: { [tenant]: own, 'aws:RequestedRegion': 'eu-central-1' } };
    expect(decided('Allow', condition, { tenant: 'a1' }).conditions).toEqual({
      StringEquals: { 'aws:RequestedRegion': ['eu-central-1'] },
    });
  });
});
