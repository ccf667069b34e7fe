import { Construct } from 'constructs';
import { colleagues } from '../../contract/work.ts';
import { FeatureFunction } from '../constructs/feature-function.ts';
import type { RestProps } from './props.ts';

/** Names of those whom a conversation can be given to. */
export class Colleagues extends Construct {
  constructor(scope: Construct, { data, rest }: RestProps) {
    super(scope, 'Colleagues');
    const fn = new FeatureFunction(this, 'colleagues', {
      errorImpact: 'Nobody can be chosen to give a conversation to or to mention, and the inbox shows no names of colleagues.',
    });
    data.actForTenants(fn);
    rest.serve(colleagues, fn);
  }
}
