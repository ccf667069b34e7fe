import { Stack, Tags } from 'aws-cdk-lib';
import type { Construct } from 'constructs';
import type { Settings } from '../config.ts';

/** A stack of one stage: `frontdesk-<stage>-<name>`. Account and region are those it is deployed with. */
export class FrontdeskStack extends Stack {
  readonly settings: Settings;

  constructor(scope: Construct, name: string, settings: Settings, description: string) {
    super(scope, `frontdesk-${settings.stage}-${name}`, {
      description: `Frontdesk, ${settings.stage}: ${description}`,
      terminationProtection: settings.deletionProtection,
    });
    this.settings = settings;
    Tags.of(this).add('app', 'frontdesk');
    Tags.of(this).add('stage', settings.stage);
  }
}

/** Settings of the stage that a construct belongs to. */
export function settingsAt(scope: Construct): Settings {
  const stack = Stack.of(scope);
  if (!(stack instanceof FrontdeskStack)) throw new Error(`${scope.node.path} is not inside a stack of Frontdesk`);
  return stack.settings;
}
