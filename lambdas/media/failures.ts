import type { FileFailure } from '../../contract/message.ts';
import type { NotKept } from '../_media/examine.ts';
import type { Refusal } from '../_shared/guarded-fetch.ts';

const permanent = (code: string, advice: string): FileFailure => ({ code, advice, retry: false });
const temporary = (code: string, advice: string): FileFailure => ({ code, advice, retry: true });

/** Why a file is not here, and what a person can do. */
export const failures = {
  gone: permanent('expired', 'WhatsApp has deleted this file. Ask the customer to send it again.'),
  noAccess: temporary(
    'no-access',
    'WhatsApp refuses this number’s access. Check the number in the settings, then fetch the file again.',
  ),
  noChannel: temporary('no-channel', 'The number is not connected any more. Connect it again, then fetch the file again.'),
  down: temporary('provider-down', 'WhatsApp did not give the file. Fetch it again later, or ask the customer to send it again.'),
  storage: temporary('not-kept', 'The file could not be kept here. Fetch it again in a moment.'),
  tooLarge: permanent('too-large', 'The file is larger than can be taken in. Ask the customer for a smaller one.'),
  tooManyPixels: permanent('too-many-pixels', 'The picture is too large to be shown safely. Ask the customer for a smaller one.'),
  empty: permanent('empty', 'The file is empty. Ask the customer to send it again.'),
  wrongType: permanent(
    'wrong-type',
    'The file is not what it claims to be, and was not kept. Ask the customer to send it in another form.',
  ),
  wrongHash: temporary('wrong-hash', 'The file arrived damaged. Fetch it again, or ask the customer to send it again.'),
  unsafeAddress: permanent('unsafe-address', 'The address of the file is not one of WhatsApp, and was not opened.'),
} as const satisfies Record<string, FileFailure>;

export const notKept = {
  empty: failures.empty,
  'wrong-type': failures.wrongType,
  'too-many-pixels': failures.tooManyPixels,
} as const satisfies Record<NotKept, FileFailure>;

/** What a refused or broken download means. */
export function failureOf(reason: Refusal): FileFailure {
  switch (reason) {
    case 'too-large':
      return failures.tooLarge;
    case 'bad-url':
    case 'not-https':
    case 'foreign-host':
    case 'private-address':
    case 'too-many-redirects':
      return failures.unsafeAddress;
    case 'no-address':
    case 'unreachable':
    case 'too-slow':
    case 'cut-short':
      return failures.down;
    default:
      return reason satisfies never;
  }
}
