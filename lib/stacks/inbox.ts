import type { Construct } from 'constructs';
import { FrontdeskStack } from '../constructs/frontdesk-stack.ts';
import type { RealtimeApi } from '../constructs/realtime-api.ts';
import type { RestRoutes } from '../constructs/rest-routes.ts';
import { CannedResponses } from '../features/canned-responses.ts';
import { Colleagues } from '../features/colleagues.ts';
import { ConversationWork } from '../features/conversation-work.ts';
import { Conversations } from '../features/conversations.ts';
import { Customers } from '../features/customers.ts';
import { Labels } from '../features/labels.ts';
import { Library } from '../features/library.ts';
import { MediaLinks } from '../features/media-links.ts';
import { MediaUploads } from '../features/media-uploads.ts';
import { RealtimeTicket } from '../features/realtime-ticket.ts';
import { Search } from '../features/search.ts';
import { Transcripts } from '../features/transcripts.ts';
import { UnmatchedStatuses } from '../features/unmatched-statuses.ts';
import type { DataStack } from './data.ts';

/**
 * What answers the inbox. Its routes are in the stack of the REST API, which names these functions and never the other way
 * round: CloudFormation takes 500 resources a stack, and routes and functions together are more.
 */
export class InboxStack extends FrontdeskStack {
  constructor(scope: Construct, data: DataStack, realtime: RealtimeApi, rest: RestRoutes) {
    super(scope, 'inbox', data.settings, 'what answers the inbox');
    const props = { data, realtime, rest };
    new Conversations(this, props);
    new MediaLinks(this, props);
    new Library(this, props);
    new MediaUploads(this, props);
    new ConversationWork(this, props);
    new Labels(this, props);
    new Colleagues(this, props);
    new Search(this, props);
    new Customers(this, props);
    new CannedResponses(this, props);
    new UnmatchedStatuses(this, props);
    new RealtimeTicket(this, props);
    new Transcripts(this, props);
  }
}
