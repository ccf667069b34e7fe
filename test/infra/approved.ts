/**
 * What has been looked at and approved. The rules compare the templates with these lists, so that whoever opens a door
 * or adds a right has to write it down here too.
 */

/** Everything that strangers can reach, as `<stack>: <what>`. */
export const publicEntryPoints: readonly string[] = [
  'api: POST /v1/joining/accept',
  'api: POST /v1/joining/look-up',
  'api: POST /v1/session/challenge',
  'api: POST /v1/session/forgot',
  'api: POST /v1/session/login',
  'api: POST /v1/session/logout',
  'api: POST /v1/session/refresh',
  'api: POST /v1/session/reset',
  'api: POST /v1/session/second-factor',
  'api: POST /v1/sign-up',
  'api: POST /v1/sign-up/confirm',
  'api: REST API',
  'data: CloudFront distribution',
  'data: user pool',
  'messaging: address of webhook-meta',
  'messaging: address of webhook-twilio',
  'realtime: WebSocket API',
  'web: CloudFront distribution',
];

/** Platform items that a function works on with its own role: prefix of the key, then actions. */
export const platformRights: Readonly<Record<string, Readonly<Record<string, readonly string[]>>>> = {
  account: { SESSION: ['DeleteItem', 'GetItem', 'Query'] },
  authorizer: { 'PLATFORM#ADMIN': ['GetItem'], TENANT: ['BatchGetItem'], USER: ['BatchGetItem'] },
  'business-removal': {
    HOOK: ['DeleteItem', 'GetItem'],
    INVITATION: ['DeleteItem'],
    'PLATFORM#INDEX': ['DeleteItem', 'PutItem', 'Query'],
    SLUG: ['DeleteItem'],
    TENANT: ['DeleteItem', 'GetItem', 'PutItem'],
    USER: ['DeleteItem', 'GetItem', 'PutItem'],
    VOICE: ['DeleteItem'],
  },
  'business-settings': { 'PLATFORM#INDEX': ['DeleteItem', 'PutItem'], SLUG: ['DeleteItem', 'PutItem'], TENANT: ['GetItem'] },
  businesses: { 'PLATFORM#INDEX': ['PutItem'], SLUG: ['PutItem'], TENANT: ['GetItem'], USER: ['GetItem', 'PutItem'] },
  channels: { HOOK: ['DeleteItem', 'PutItem'] },
  'customer-erasure': { 'PLATFORM#INDEX': ['DeleteItem', 'PutItem', 'Query'] },
  customers: { 'PLATFORM#INDEX': ['PutItem'] },
  employees: { USER: ['PutItem'] },
  'ended-memberships': { USER: ['Query'] },
  invitations: { INVITATION: ['PutItem'] },
  joining: { INVITATION: ['GetItem'], USER: ['PutItem'] },
  'knowledge-fetch': { 'PLATFORM#INDEX': ['PutItem'] },
  'knowledge-refresh': { 'PLATFORM#INDEX': ['DeleteItem', 'PutItem', 'Query'], TENANT: ['GetItem'] },
  me: { 'PLATFORM#ADMIN': ['GetItem'], TENANT: ['GetItem'], USER: ['Query'] },
  memberships: { 'PLATFORM#ADMIN': ['GetItem'], SESSION: ['DeleteItem', 'Query'], USER: ['PutItem', 'Query'] },
  platform: {
    INVITATION: ['PutItem'],
    'PLATFORM#AUDIT': ['PutItem', 'Query'],
    'PLATFORM#INDEX': ['DeleteItem', 'GetItem', 'PutItem', 'Query'],
    SLUG: ['PutItem'],
    TENANT: ['GetItem'],
    USER: ['DeleteItem', 'PutItem'],
  },
  'realtime-authorizer': { SESSION: ['GetItem'], TENANT: ['GetItem'], TICKET: ['DeleteItem'], USER: ['GetItem'] },
  'realtime-command': { USER: ['GetItem'] },
  'realtime-ticket': { SESSION: ['GetItem'], TICKET: ['PutItem'] },
  roles: { USER: ['PutItem'] },
  'secrets-rewrap': { HOOK: ['PutItem'], 'PLATFORM#INDEX': ['Query'] },
  session: { SESSION: ['DeleteItem', 'GetItem', 'PutItem', 'Query', 'UpdateItem'] },
  'sign-up': { SIGNUP: ['DeleteItem', 'GetItem', 'PutItem', 'UpdateItem'] },
  transcription: { VOICE: ['DeleteItem', 'PutItem'] },
  'transcription-done': { VOICE: ['DeleteItem', 'GetItem'] },
  'webhook-meta': { HOOK: ['GetItem'] },
  'webhook-twilio': { HOOK: ['GetItem'] },
};

/** Functions that act for businesses, one at a time, through the tenant role. */
export const actForTenants: readonly string[] = [
  'assistant',
  'assistant-settings',
  'audit',
  'business-exporter',
  'business-exports',
  'business-removal',
  'business-settings',
  'businesses',
  'canned-responses',
  'channels',
  'colleagues',
  'conversation-work',
  'conversations',
  'customer-erasure',
  'customers',
  'employees',
  'ended-memberships',
  'inbound',
  'invitations',
  'joining',
  'knowledge',
  'knowledge-fetch',
  'knowledge-refresh',
  'labels',
  'library',
  'media',
  'media-links',
  'media-uploads',
  'memberships',
  'outbound',
  'platform',
  'prompts',
  'realtime-command',
  'realtime-connection',
  'roles',
  'search',
  'search-index',
  'secrets-rewrap',
  'transcription',
  'transcription-done',
  'transcripts',
  'unmatched-statuses',
  'usage-notices',
];

/** What functions may do with people's accounts in the user pool. */
export const peopleRights: Readonly<Record<string, readonly string[]>> = {
  businesses: ['AdminGetUser'],
  joining: ['AdminCreateUser', 'AdminGetUser', 'AdminSetUserPassword'],
  me: ['AdminGetUser'],
  session: ['AdminGetUser'],
  'sign-up': ['AdminCreateUser', 'AdminGetUser', 'AdminSetUserPassword'],
};

/** Functions that may run for more than a minute, seconds. */
export const longRunning: Readonly<Record<string, { readonly seconds: number; readonly why: string }>> = {
  assistant: { seconds: 90, why: 'a model is asked several times, and each time takes seconds' },
  media: { seconds: 180, why: 'a file of 100 MB comes through a slow connection' },
  outbound: { seconds: 110, why: 'a file of 100 MB goes to the provider through a slow connection' },
  transcription: { seconds: 120, why: 'an engine that answers at once listens to a long recording first' },
};

/** Functions that carry files whole, and the seconds that they keep back for everything else. */
export const fileCarriers: Readonly<Record<string, number>> = { media: 0, outbound: 25 };

/** Functions that send e-mails. */
export const sendMails: readonly string[] = ['business-settings', 'invitations', 'platform', 'sign-up', 'usage-notices'];

/** Queues whose jobs do not wait for each other, and after how many attempts a job of theirs is given up at most. */
export const unorderedQueues: Readonly<Record<string, { readonly attempts: number; readonly why: string }>> = {
  knowledge: { attempts: 6, why: 'pages are read in any order' },
  media: { attempts: 20, why: 'files are fetched in any order, and for most of a day while the provider is down' },
  transcription: { attempts: 10, why: 'voice notes are written down in any order' },
};

/** What the tenant role may do with rows. */
export const tenantRowActions: readonly string[] = [
  'dynamodb:BatchGetItem',
  'dynamodb:ConditionCheckItem',
  'dynamodb:DeleteItem',
  'dynamodb:GetItem',
  'dynamodb:PutItem',
  'dynamodb:Query',
  'dynamodb:UpdateItem',
];

/** Resources with a wildcard that a policy may name, and why nothing narrower works. */
export const wildcardResources: readonly {
  readonly resource: RegExp;
  readonly actions: readonly string[];
  readonly why: string;
}[] = [
  {
    resource: /\/live\/(POST|DELETE)\/@connections\/\*$/,
    actions: ['execute-api:ManageConnections'],
    why: 'ids of connections are not known before',
  },
  {
    resource: /MediaBucket\w+\.?Arn\w*>\/removals\/\*$/,
    actions: ['s3:PutObject'],
    why: 'ids of businesses are not known before',
  },
  {
    resource: /MediaBucket\w+\.?Arn\w*>\/intake\/\*$/,
    actions: ['s3:GetObject', 's3:PutObject'],
    why: 'names of objects are not known before',
  },
  {
    resource: /\/tenants\/\$\{aws:PrincipalTag\/tenant\}\/\*$/,
    actions: ['s3:DeleteObject', 's3:GetObject', 's3:PutObject'],
    why: 'names of objects are not known before; the business is',
  },
  {
    resource: /\/tenants\/\$\{aws:PrincipalTag\/tenant\}\/(exports|library|media|uploads)\/\*$/,
    actions: ['s3:PutObjectTagging'],
    why: 'names of objects are not known before; the business is',
  },
  {
    resource: /\/tenants\/\$\{aws:PrincipalTag\/tenant\}\/(exports|library|media)\/\*$/,
    actions: ['s3:DeleteObject'],
    why: 'what goes with a customer who is erased, or what a person deletes; names of objects are not known before, the business is',
  },
  {
    resource: /\/tenants\/\$\{aws:PrincipalTag\/tenant\}\/transcripts\/\*$/,
    actions: ['s3:DeleteObject'],
    why: 'what Amazon Transcribe wrote is read once and removed; the business is known',
  },
  {
    resource: /:bedrock:\*::foundation-model\/[a-z0-9.:-]+$/,
    actions: ['bedrock:InvokeModel'],
    why: 'an inference profile sends a request to the model in any of its regions; models are named',
  },
  {
    resource: /:transcription-job\/frontdesk-[a-z]+-\$\{aws:PrincipalTag\/tenant\}-\*$/,
    actions: ['transcribe:DeleteTranscriptionJob', 'transcribe:GetTranscriptionJob'],
    why: 'names of jobs are not known before; the business is',
  },
  {
    resource: /^\*$/,
    actions: ['transcribe:StartTranscriptionJob'],
    why: 'AWS knows no resource for it; a condition names the one prefix that it may write to',
  },
  { resource: /^\*$/, actions: ['dynamodb:ListStreams'], why: 'AWS knows this action for all streams of an account only' },
];

/** Roles that are not a function's, the tenant's or covered by the rules for those. Each is checked by what it trusts. */
export const otherRoles: readonly { readonly path: RegExp; readonly trusts: string; readonly why: string }[] = [
  { path: /GatewayLogging\/Role/, trusts: 'apigateway.amazonaws.com', why: 'API Gateway writes access logs with it' },
  { path: /^WebDeployment\/Role/, trusts: 'lambda.amazonaws.com', why: 'the CDK copies the web app into its bucket with it' },
  {
    path: /^OperatorRole\/Role/,
    trusts: 'account',
    why: 'people whom the account lets assume it import and export businesses; it becomes the tenant role of one of them',
  },
];
