import { Stack } from 'aws-cdk-lib';
import { accept } from './accepted.ts';
import type { FeatureFunction } from './feature-function.ts';
import { settingsAt } from './frontdesk-stack.ts';
import { graphUrl } from './graph-url.ts';

/**
 * Lets a function ask the models that businesses choose: endpoints by their address and key, Amazon Bedrock with the rights given
 * here, for the models on the price list and no others.
 */
export function askModelsFrom(fn: FeatureFunction): void {
  const { modelPrices } = settingsAt(fn);
  const { partition, region, account } = Stack.of(fn);
  fn.tell('modelPrices', JSON.stringify(modelPrices));
  // on a laptop its origin is that of the stage, which may be asked too
  fn.tell('graphUrl', graphUrl);
  // a profile sends a request to the model in any of its regions
  // https://docs.aws.amazon.com/bedrock/latest/userguide/inference-profiles-prereq.html
  fn.allow(
    ['bedrock:InvokeModel'],
    Object.keys(modelPrices.bedrock ?? {}).flatMap((profile) => [
      `arn:${partition}:bedrock:${region}:${account}:inference-profile/${profile}`,
      `arn:${partition}:bedrock:*::foundation-model/${profile.replace(/^[a-z]+\./, '')}`,
    ]),
  );
  accept(fn.role, {
    rule: 'AwsSolutions-IAM5',
    reason: 'Which of its regions a profile sends a request to, nobody knows before; the models are named.',
    only: /:bedrock:\*::foundation-model\//,
  });
}
