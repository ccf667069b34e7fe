import { Duration } from 'aws-cdk-lib';
import { Construct } from 'constructs';
import { assistantSettings } from '../../contract/assistant.ts';
import { FeatureFunction } from '../constructs/feature-function.ts';
import { askModelsFrom } from '../constructs/models.ts';
import type { RestProps } from './props.ts';

/** How the assistant of a business answers, and what it costs. */
export class AssistantSettings extends Construct {
  constructor(scope: Construct, { data, rest }: RestProps) {
    super(scope, 'AssistantSettings');
    const fn = new FeatureFunction(this, 'assistant-settings', {
      errorImpact:
        'Costs cannot be seen, and the assistant cannot be turned on, off or given another model. It goes on as it is.',
      // a model that is tried out may think for 20 s
      timeout: Duration.seconds(28),
    });
    data.actForTenants(fn);
    data.nameSecretsKey(fn);
    askModelsFrom(fn);
    rest.serve(assistantSettings, fn);
  }
}
