import { CfnOutput } from 'aws-cdk-lib';
import type { Construct } from 'constructs';
import type { Settings } from '../config.ts';
import { FrontdeskStack } from '../constructs/frontdesk-stack.ts';
import { WebApp, type WebAppProps } from '../constructs/web-app.ts';
import { WebDeployment } from '../constructs/web-deployment.ts';

/** The address people open. */
export class WebStack extends FrontdeskStack {
  constructor(scope: Construct, settings: Settings, props: WebAppProps) {
    super(scope, 'web', settings, 'the app and its address');
    const app = new WebApp(this, props);
    new WebDeployment(this, app);
    new CfnOutput(this, 'Address', {
      value: `https://${settings.domain?.name ?? app.distribution.distributionDomainName}`,
      description: 'Open this in a browser',
    });
  }
}
