import type { Rule } from '../world.ts';
import { accessRules } from './access.ts';
import { entryPointRules } from './entry-points.ts';
import { functionRules } from './functions.ts';
import { operationsRules } from './operations.ts';
import { queueRules } from './queues.ts';
import { storageRules } from './storage.ts';
import { webRules } from './web.ts';

/** Rules over all resources of all stages: what is added later is covered without a new test. */
export const rules: readonly Rule[] = [
  ...functionRules,
  ...accessRules,
  ...queueRules,
  ...storageRules,
  ...entryPointRules,
  ...webRules,
  ...operationsRules,
];
