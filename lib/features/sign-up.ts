import { Construct } from 'constructs';
import { signUp } from '../../contract/sign-up.ts';
import { FeatureFunction } from '../constructs/feature-function.ts';
import { settingsAt } from '../constructs/frontdesk-stack.ts';
import type { RestProps } from './props.ts';

/** Accounts that people make for themselves, with a code from their mail. */
export class SignUp extends Construct {
  constructor(scope: Construct, { data, rest }: RestProps) {
    super(scope, 'SignUp');
    const fn = new FeatureFunction(this, 'sign-up', {
      errorImpact: 'Nobody new can make an account. Those who have one go on working.',
      reservedConcurrency: settingsAt(this).reservedConcurrency.signIn,
    });
    data.table.allowPlatformItems(fn, 'SIGNUP', ['GetItem', 'PutItem', 'UpdateItem', 'DeleteItem']);
    data.people.manageFrom(fn);
    data.mail.sendFrom(fn);
    rest.serve(signUp, fn);
  }
}
