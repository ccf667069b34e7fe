import { Lazy } from 'aws-cdk-lib';
import { AccountRootPrincipal, SessionTagsPrincipal } from 'aws-cdk-lib/aws-iam';

/**
 * Roles of this account, each time for the one business that it names by the session tag `tenant`.
 * Named by ARN in a condition, not as principals: AWS refuses a trust policy that names roles which do not exist yet,
 * and theirs are made in later stacks.
 */
export function namingOneTenant(actors: () => readonly string[]): SessionTagsPrincipal {
  const anyoneHere = new AccountRootPrincipal().withConditions({
    ArnEquals: { 'aws:PrincipalArn': Lazy.list({ produce: () => actors().toSorted() }) },
    Null: { 'aws:RequestTag/tenant': 'false' },
    'ForAllValues:StringEquals': { 'aws:TagKeys': ['tenant'] },
  });
  return new SessionTagsPrincipal(anyoneHere);
}
