import { type Mutant, stage, unit } from './mutant.ts';

/** Case 23: what the provider did not sign is not read. */
export const signatureMutants: readonly Mutant[] = [
  {
    case: 23,
    breaks: 'any signature is right',
    file: 'lambdas/_webhooks/hook-record.ts',
    find: 'if (signed(hook, secretsAt(hook, now))) return hook;',
    replace: 'if (secretsAt(hook, now).length > 0) return hook;',
    ...stage('case-23.signatures'),
  },
  {
    case: 23,
    breaks: 'a signature in upper case is right',
    file: 'lambdas/webhook-meta/signature.ts',
    find: '([0-9a-f]{64})$/',
    replace: '([0-9a-f]{64})$/i',
    ...stage('case-23.signatures'),
    only: 'in upper case',
  },
  {
    case: 23,
    breaks: "another business's phone number is taken for one's own",
    file: 'lambdas/webhook-meta/split.ts',
    find: "'phone_number_id') ?? '');",
    replace: "'phone_number_id') ?? '') ?? [...owner.channels.values()][0];",
    ...unit('lambdas/webhook-meta/webhook'),
  },
];
