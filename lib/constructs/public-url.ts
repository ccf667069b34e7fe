import { CfnOutput } from 'aws-cdk-lib';
import { FunctionUrlAuthType } from 'aws-cdk-lib/aws-lambda';
import { Construct } from 'constructs';
import type { FeatureFunction } from './feature-function.ts';

/** An address at which strangers call a function. The function itself finds out who they are. */
export class PublicUrl extends Construct {
  readonly fn: FeatureFunction;
  /** Ends with a slash. */
  readonly url: string;

  constructor(scope: Construct, fn: FeatureFunction) {
    super(scope, 'PublicUrl');
    this.fn = fn;
    const { url } = fn.lambda.addFunctionUrl({ authType: FunctionUrlAuthType.NONE });
    this.url = url;
    new CfnOutput(this, 'Address', { value: url, description: `Where ${fn.name} is called` });
  }
}
