import { account } from './account.ts';
import { assistantSettings } from './assistant.ts';
import { audit } from './audit.ts';
import { businessExports, businessSettings, newBusinesses } from './businesses.ts';
import { cannedResponses } from './canned-responses.ts';
import { channels } from './channels.ts';
import { conversations, unmatchedStatuses } from './conversations.ts';
import { customers } from './customers.ts';
import { knowledge } from './knowledge.ts';
import { labels } from './labels.ts';
import { library } from './library.ts';
import { media } from './media.ts';
import { mediaUploads } from './media-uploads.ts';
import { platform } from './platform.ts';
import { playground } from './playground.ts';
import { prompts } from './prompts.ts';
import { realtimeTicket } from './realtime.ts';
import { roles } from './roles.ts';
import { search } from './search.ts';
import { me, session } from './session.ts';
import { signUp } from './sign-up.ts';
import { employees, invitations, joining } from './team.ts';
import { transcripts } from './transcripts.ts';
import { colleagues, conversationWork } from './work.ts';

/** The whole REST API: infrastructure, documents and the authorization table are made from this list. */
export const api = [
  session,
  signUp,
  account,
  me,
  conversations,
  conversationWork,
  media,
  mediaUploads,
  library,
  labels,
  colleagues,
  unmatchedStatuses,
  search,
  customers,
  cannedResponses,
  knowledge,
  prompts,
  playground,
  transcripts,
  realtimeTicket,
  audit,
  channels,
  newBusinesses,
  businessSettings,
  businessExports,
  platform,
  employees,
  invitations,
  joining,
  roles,
  assistantSettings,
] as const;
