import type { App } from 'aws-cdk-lib';
import type { Settings } from './config.ts';
import { ApiStack } from './stacks/api.ts';
import { DataStack } from './stacks/data.ts';
import { MessagingStack } from './stacks/messaging.ts';
import { RealtimeStack } from './stacks/realtime.ts';

/** One stage: what lasts first, then what uses it. */
export function addStage(app: App, settings: Settings): void {
  const data = new DataStack(app, settings);
  const { realtime } = new RealtimeStack(app, data);
  new MessagingStack(app, data, realtime);
  new ApiStack(app, data, realtime);
}
