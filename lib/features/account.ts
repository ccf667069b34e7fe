import { Construct } from 'constructs';
import { account } from '../../contract/account.ts';
import { FeatureFunction } from '../constructs/feature-function.ts';
import type { RestProps } from './props.ts';

/** One's own sessions, password and second factor. */
export class Account extends Construct {
  constructor(scope: Construct, { data, rest }: RestProps) {
    super(scope, 'Account');
    const fn = new FeatureFunction(this, 'account', {
      errorImpact: 'People cannot change their password or second factor, or sign out a lost device.',
    });
    data.endSessionsFrom(fn);
    data.table.allowPlatformItems(fn, 'SESSION', ['GetItem']);
    data.people.signInFrom(fn);
    rest.serve(account, fn);
  }
}
