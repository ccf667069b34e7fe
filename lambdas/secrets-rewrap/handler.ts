import type { Context } from 'aws-lambda';
import { now } from '../_shared/clock.ts';
import { open, seal } from '../_shared/secrets.ts';
import { platformTable, tenantTable } from '../_shared/tenant.ts';
import { Request, rewrap } from './rewrap.ts';

const platform = platformTable();
/** Of one business with all the numbers a plan allows. */
const needed = 20_000;

/** Called by hand, after the key was rotated or changed: docs/runbook.md. */
export const handler = (event: unknown, context: Context) =>
  rewrap(
    {
      platform,
      routing: platform,
      storeOf: tenantTable,
      seal,
      open,
      hasTime: () => context.getRemainingTimeInMillis() > needed,
      clock: now,
    },
    Request.parse(event ?? {}),
  );
