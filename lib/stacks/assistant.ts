import type { Construct } from 'constructs';
import { FrontdeskStack } from '../constructs/frontdesk-stack.ts';
import type { RealtimeApi } from '../constructs/realtime-api.ts';
import type { RestRoutes } from '../constructs/rest-routes.ts';
import { Assistant } from '../features/assistant.ts';
import { AssistantSettings } from '../features/assistant-settings.ts';
import { Knowledge } from '../features/knowledge.ts';
import { KnowledgeFetch } from '../features/knowledge-fetch.ts';
import { KnowledgeRefresh } from '../features/knowledge-refresh.ts';
import { Playground } from '../features/playground.ts';
import { Prompts } from '../features/prompts.ts';
import type { DataStack } from './data.ts';

/** What answers customers by itself. */
export class AssistantStack extends FrontdeskStack {
  constructor(scope: Construct, data: DataStack, realtime: RealtimeApi, rest: RestRoutes) {
    super(scope, 'assistant', data.settings, 'what answers customers by itself');
    new Assistant(this, { data, realtime });
    new AssistantSettings(this, { data, realtime, rest });
    new Knowledge(this, { data, realtime, rest });
    new KnowledgeFetch(this, { data });
    new KnowledgeRefresh(this, { data });
    new Playground(this, { data, realtime, rest });
    new Prompts(this, { data, realtime, rest });
  }
}
