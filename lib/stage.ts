import type { App } from 'aws-cdk-lib';
import type { Settings } from './config.ts';
import { ApiStack } from './stacks/api.ts';
import { AssistantStack } from './stacks/assistant.ts';
import { DataStack } from './stacks/data.ts';
import { InboxStack } from './stacks/inbox.ts';
import { MessagingStack } from './stacks/messaging.ts';
import { OperationsStack } from './stacks/operations.ts';
import { PeopleStack } from './stacks/people.ts';
import { RealtimeStack } from './stacks/realtime.ts';
import { WebStack } from './stacks/web.ts';

/** One stage: what lasts first, then what uses it. */
export function addStage(app: App, settings: Settings): void {
  const data = new DataStack(app, settings);
  const realtimeStack = new RealtimeStack(app, data);
  const { realtime } = realtimeStack;
  const messagingStack = new MessagingStack(app, data, realtime);
  const { webhookUrl, twilioWebhookUrl } = messagingStack;
  const apiStack = new ApiStack(app, data, realtime, { webhookUrl, twilioWebhookUrl });
  const assistantStack = new AssistantStack(app, data, realtime, apiStack.rest);
  const inboxStack = new InboxStack(app, data, realtime, apiStack.rest);
  const peopleStack = new PeopleStack(app, data, realtime, apiStack.rest);
  new WebStack(app, settings, { rest: apiStack.rest, realtime, mediaOrigin: data.mediaOrigin.origin });
  new OperationsStack(app, settings, [data, realtimeStack, messagingStack, assistantStack, inboxStack, peopleStack, apiStack]);
}
