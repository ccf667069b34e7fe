import { Duration } from 'aws-cdk-lib';
import { Construct } from 'constructs';
import { FeatureFunction } from '../constructs/feature-function.ts';
import type { DataStack } from '../stacks/data.ts';

/** Seals the secrets of businesses anew. Nothing starts it but a person: docs/runbook.md says when. */
export class SecretsRewrap extends Construct {
  constructor(scope: Construct, { data }: { readonly data: DataStack }) {
    super(scope, 'SecretsRewrap');
    const fn = new FeatureFunction(this, 'secrets-rewrap', {
      errorImpact: 'Some secrets are still sealed with the key before. They go on working as long as that key exists.',
      timeout: Duration.seconds(60),
    });
    data.actForTenants(fn);
    data.nameSecretsKey(fn);
    data.table.allowPlatformItems(fn, 'PLATFORM#INDEX', ['Query']);
    data.table.allowPlatformItems(fn, 'HOOK', ['PutItem']);
  }
}
