import { infra, type Mutant } from './mutant.ts';

/** Case 40: infrastructure that opens a door. */
export const templateMutants: readonly Mutant[] = [
  {
    case: 40,
    breaks: 'a queue has no dead-letter queue',
    file: 'lib/constructs/work-queue.ts',
    find: '      deadLetterQueue: { queue: this.deadLetters, maxReceiveCount: props.receivesBeforeDeadLetter },\n',
    replace: '',
    ...infra('rules'),
  },
  {
    case: 40,
    breaks: 'routes of a business do not ask which one',
    file: 'lib/constructs/rest-routes.ts',
    find: "const needsNoBusiness = access === 'signed-in' ||",
    replace: "const needsNoBusiness = access === 'signed-in' || access === 'conversations.view' ||",
    ...infra('rules'),
  },
  {
    case: 40,
    breaks: 'a finding of cdk-nag is accepted by nobody',
    file: 'lib/constructs/media-bucket.ts',
    find: "rule: 'AwsSolutions-S1'",
    replace: "rule: 'AwsSolutions-S9'",
    ...infra('nag'),
  },
  {
    case: 40,
    breaks: 'trying the assistant may write any row of the business',
    file: 'lib/constructs/trial-role.ts',
    find: '[`T#${tenant}#PLAYGROUND`, `T#${tenant}#MODELS`, `T#${tenant}#LEDGER#*`],',
    replace: '[`T#${tenant}#*`],',
    ...infra('rules'),
  },
  {
    case: 40,
    breaks: 'queues are reached without TLS',
    file: 'lib/constructs/work-queue.ts',
    find: 'enforceSSL: true,',
    replace: '',
    ...infra('rules'),
  },
  {
    case: 40,
    breaks: 'functions that strangers can call may take the capacity of all others',
    file: 'lib/constructs/feature-function.ts',
    find: 'reservedConcurrentExecutions: props.reservedConcurrency',
    replace: '',
    ...infra('rules'),
  },
  {
    case: 40,
    breaks: 'the pattern of platform rows of a function ends without its delimiter',
    file: 'lib/constructs/business-table.ts',
    find: '`${kind}#*`',
    replace: '`${kind}*`',
    ...infra('rules'),
  },
];
