import { Construct } from 'constructs';
import { me } from '../../contract/session.ts';
import { FeatureFunction } from '../constructs/feature-function.ts';
import type { RestProps } from './props.ts';

/** Who is signed in, and for which businesses they work. */
export class Me extends Construct {
  constructor(scope: Construct, { data, rest }: RestProps) {
    super(scope, 'Me');
    const fn = new FeatureFunction(this, 'me', {
      errorImpact: 'The app does not open after sign-in: it cannot tell which businesses the person works for.',
    });
    data.table.allowPlatformItems(fn, 'USER', ['Query']);
    data.table.allowPlatformItems(fn, 'PLATFORM#ADMIN', ['GetItem']);
    data.table.allowPlatformItems(fn, 'TENANT', ['GetItem']);
    // somebody who works for nobody yet is only there
    data.people.lookUpFrom(fn);
    rest.serve(me, fn);
  }
}
