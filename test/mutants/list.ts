import { assistantMutants } from './assistant.ts';
import { changeMutants } from './changes.ts';
import { customerMutants } from './customers.ts';
import { deviceMutants } from './device.ts';
import { isolationMutants } from './isolation.ts';
import { knowledgeMutants } from './knowledge.ts';
import { mediaMutants } from './media.ts';
import { messageMutants } from './messages.ts';
import { meteringMutants } from './metering.ts';
import { movingMutants } from './moving.ts';
import type { Mutant } from './mutant.ts';
import { nameMutants } from './names.ts';
import { removalMutants } from './removal.ts';
import { searchMutants } from './search.ts';
import { secretMutants } from './secrets.ts';
import { signInMutants } from './sign-in.ts';
import { signatureMutants } from './signatures.ts';
import { templateMutants } from './templates.ts';
import { voiceMutants } from './voice.ts';
import { workMutants } from './work.ts';

/** At least one for each case that has a test. */
export const mutants: readonly Mutant[] = [
  ...messageMutants,
  ...isolationMutants,
  ...changeMutants,
  ...signatureMutants,
  ...secretMutants,
  ...signInMutants,
  ...nameMutants,
  ...movingMutants,
  ...removalMutants,
  ...customerMutants,
  ...searchMutants,
  ...meteringMutants,
  ...templateMutants,
  ...workMutants,
  ...deviceMutants,
  ...voiceMutants,
  ...mediaMutants,
  ...knowledgeMutants,
  ...assistantMutants,
];
