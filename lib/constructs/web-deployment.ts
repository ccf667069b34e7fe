import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { Duration, Stack } from 'aws-cdk-lib';
import { PolicyStatement, Role, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import { LogGroup } from 'aws-cdk-lib/aws-logs';
import { BucketDeployment, CacheControl, Source } from 'aws-cdk-lib/aws-s3-deployment';
import { Construct } from 'constructs';
import { accept } from './accepted.ts';
import { settingsAt } from './frontdesk-stack.ts';
import type { WebApp } from './web-app.ts';

const built = join(import.meta.dirname, '..', '..', 'dist', 'web');

/** Puts dist/web into the bucket. Files of earlier releases stay, because open tabs still load them. */
export class WebDeployment extends Construct {
  constructor(scope: Construct, app: WebApp) {
    super(scope, 'WebDeployment');
    if (!existsSync(join(built, 'index.html'))) throw new Error('web is not built: npm run build');
    const settings = settingsAt(this);
    const logGroup = new LogGroup(this, 'Log', { retention: settings.logRetention, removalPolicy: settings.removalPolicy });
    const role = new Role(this, 'Role', {
      assumedBy: new ServicePrincipal('lambda.amazonaws.com'),
      description: 'Puts the built web app into its bucket',
    });
    role.addToPolicy(
      new PolicyStatement({ actions: ['logs:CreateLogStream', 'logs:PutLogEvents'], resources: [logGroup.logGroupArn] }),
    );
    const common = { destinationBucket: app.bucket, prune: false, memoryLimit: 512, logGroup, role };
    // names with a hash never change their content
    const hashed = new BucketDeployment(this, 'Hashed', {
      ...common,
      sources: [Source.asset(built, { exclude: ['*', '!assets', '!assets/**'] })],
      cacheControl: [CacheControl.maxAge(Duration.days(365)), CacheControl.immutable()],
    });
    // pages last, so that no page names a file that is not there yet
    const pages = new BucketDeployment(this, 'Pages', {
      ...common,
      sources: [Source.asset(built, { exclude: ['assets'] })],
      cacheControl: [CacheControl.noCache()],
      distribution: app.distribution,
    });
    pages.node.addDependency(hashed);
    accept(role, {
      rule: 'AwsSolutions-IAM5',
      reason:
        'What the deployment function of the CDK asks for, on the bucket of the web app, the asset bucket and invalidations.',
    });
    const copier = Stack.of(this).node.children.filter(({ node }) => node.id.startsWith('Custom::CDKBucketDeployment'));
    for (const fn of copier) {
      const ofTheCdk = 'The function comes with the CDK, which chooses its runtime; it runs during deployments only.';
      accept(
        fn,
        { rule: 'AwsSolutions-L1', reason: ofTheCdk },
        { rule: 'Serverless-LambdaLatestVersion', reason: ofTheCdk },
        { rule: 'Serverless-LambdaTracing', reason: ofTheCdk },
        { rule: 'Serverless-LambdaDLQ', reason: ofTheCdk },
      );
    }
  }
}
