import { NagSuppressions } from 'cdk-nag';
import type { IConstruct } from 'constructs';

interface Accepted {
  /** Rule of cdk-nag that a resource does not keep. */
  readonly rule: string;
  /** Why that is accepted, and at what price. */
  readonly reason: string;
  /** Only these findings of the rule, where it reports each separately. */
  readonly only?: RegExp;
  /** Day by which somebody has to look at it again: the tests fail after it. */
  readonly until?: `${number}-${number}-${number}`;
}

/** Says that a construct and what it is made of may break rules of cdk-nag. The reason goes into the template. */
export function accept(construct: IConstruct, ...accepted: readonly Accepted[]): void {
  const suppressions = accepted.map(({ rule, reason, only, until }) => ({
    id: rule,
    reason: until === undefined ? reason : `${reason} Review by ${until}.`,
    ...(only === undefined ? {} : { appliesTo: [{ regex: String(only) }] }),
  }));
  NagSuppressions.addResourceSuppressions(construct, suppressions, true);
}
