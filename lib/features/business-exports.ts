import { Construct } from 'constructs';
import { businessExports } from '../../contract/businesses.ts';
import { FeatureFunction } from '../constructs/feature-function.ts';
import type { RestProps } from './props.ts';

/** Asking for an export of the business, and its files. */
export class BusinessExports extends Construct {
  constructor(scope: Construct, { data, rest }: RestProps) {
    super(scope, 'BusinessExports');
    const fn = new FeatureFunction(this, 'business-exports', {
      errorImpact: 'A business cannot be exported, and so not be deleted either. Everything else goes on.',
    });
    data.actForTenants(fn);
    data.nameSecretsKey(fn);
    data.media.nameFor(fn);
    data.exports.fillFrom(fn);
    rest.serve(businessExports, fn);
  }
}
