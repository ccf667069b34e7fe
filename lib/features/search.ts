import { Construct } from 'constructs';
import { search } from '../../contract/search.ts';
import { FeatureFunction } from '../constructs/feature-function.ts';
import type { RestProps } from './props.ts';

/** Finds customers and messages. */
export class Search extends Construct {
  constructor(scope: Construct, { data, rest }: RestProps) {
    super(scope, 'Search');
    const fn = new FeatureFunction(this, 'search', {
      errorImpact: 'Nobody finds customers or messages by searching. The inbox itself works.',
    });
    data.actForTenants(fn);
    data.nameSecretsKey(fn);
    rest.serve(search, fn);
  }
}
