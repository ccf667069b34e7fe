import { Construct } from 'constructs';
import { labels } from '../../contract/labels.ts';
import { FeatureFunction } from '../constructs/feature-function.ts';
import type { RestProps } from './props.ts';

/** What a business sorts its conversations by. */
export class Labels extends Construct {
  constructor(scope: Construct, { data, rest }: RestProps) {
    super(scope, 'Labels');
    const fn = new FeatureFunction(this, 'labels', {
      errorImpact: 'Labels cannot be listed or edited. Conversations keep theirs, without names on the screen.',
    });
    data.actForTenants(fn);
    rest.serve(labels, fn);
  }
}
