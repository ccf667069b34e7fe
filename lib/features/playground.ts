import { Duration } from 'aws-cdk-lib';
import { Construct } from 'constructs';
import { playground } from '../../contract/playground.ts';
import { FeatureFunction } from '../constructs/feature-function.ts';
import { askModelsFrom } from '../constructs/models.ts';
import type { RestProps } from './props.ts';

/** Tries what the assistant would say, before anybody is told it. */
export class Playground extends Construct {
  constructor(scope: Construct, { data, rest }: RestProps) {
    super(scope, 'Playground');
    const fn = new FeatureFunction(this, 'playground', {
      errorImpact: 'Nobody can try what the assistant would say, or change the cases it is tried with. It answers as always.',
      // a model may think for 22 s, as long as API Gateway waits
      timeout: Duration.seconds(28),
    });
    data.tryForTenants(fn);
    data.nameSecretsKey(fn);
    askModelsFrom(fn);
    rest.serve(playground, fn);
  }
}
