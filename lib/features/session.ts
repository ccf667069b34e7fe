import { Construct } from 'constructs';
import { session } from '../../contract/session.ts';
import { FeatureFunction } from '../constructs/feature-function.ts';
import { settingsAt } from '../constructs/frontdesk-stack.ts';
import type { RestProps } from './props.ts';

/** Sign-in, refresh, sign-out, forgotten passwords. */
export class Session extends Construct {
  constructor(scope: Construct, { data, rest }: RestProps) {
    super(scope, 'Session');
    const fn = new FeatureFunction(this, 'session', {
      errorImpact: 'Employees cannot sign in, and those at work are signed out as their access token ends (15 minutes).',
      reservedConcurrency: settingsAt(this).reservedConcurrency.signIn,
    });
    data.table.allowPlatformItems(fn, 'SESSION', ['GetItem', 'Query', 'PutItem', 'UpdateItem', 'DeleteItem']);
    data.people.signInFrom(fn);
    data.people.lookUpFrom(fn);
    rest.serve(session, fn);
  }
}
