import { Construct } from 'constructs';
import { FeatureFunction } from '../constructs/feature-function.ts';
import { FifoWorker } from '../constructs/fifo-worker.ts';
import type { RestProps } from './props.ts';

/** Finishes changes of people and roles whose author died in the middle, and signs out who works for nobody any more. */
export class Memberships extends Construct {
  constructor(scope: Construct, { data, rest }: RestProps) {
    super(scope, 'Memberships');
    const fn = new FeatureFunction(this, 'memberships', {
      errorImpact:
        'A change of rights made in the very moment of a crash does not count yet, and people who were deactivated stay signed in.',
      timeout: data.rights.workerTimeout,
    });
    data.actForTenants(fn);
    data.table.allowPlatformItems(fn, 'USER', ['PutItem', 'Query']);
    // who works for the platform stays signed in
    data.table.allowPlatformItems(fn, 'PLATFORM#ADMIN', ['GetItem']);
    data.endSessionsFrom(fn);
    rest.mayForgetDecisions(fn);
    new FifoWorker(this, data.rights, fn);
  }
}
