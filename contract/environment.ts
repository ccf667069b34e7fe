/**
 * Names of the environment variables that infrastructure sets and functions read. Each function gets only what it uses.
 * Values are resolved from the stacks; on the local stage from the same templates.
 */
export const environment = {
  table: 'TABLE_NAME',
  tenantRole: 'TENANT_ROLE_ARN',
  removalRole: 'REMOVAL_ROLE_ARN',
  erasureRole: 'ERASURE_ROLE_ARN',
  libraryRole: 'LIBRARY_ROLE_ARN',
  bucket: 'MEDIA_BUCKET',
  secretsKey: 'SECRETS_KEY_ARN',
  inboundQueue: 'INBOUND_QUEUE_URL',
  outboundQueue: 'OUTBOUND_QUEUE_URL',
  exportsQueue: 'EXPORTS_QUEUE_URL',
  noticesQueue: 'NOTICES_QUEUE_URL',
  mediaQueue: 'MEDIA_QUEUE_URL',
  transcriptionQueue: 'TRANSCRIPTION_QUEUE_URL',
  assistantQueue: 'ASSISTANT_QUEUE_URL',
  knowledgeQueue: 'KNOWLEDGE_QUEUE_URL',
  /** Where browsers load files of messages: https, an origin of its own. */
  mediaOrigin: 'MEDIA_ORIGIN',
  rightsQueue: 'RIGHTS_QUEUE_URL',
  endingsQueue: 'ENDINGS_QUEUE_URL',
  /** What names of jobs at Amazon Transcribe begin with; the business follows. */
  voiceJobs: 'VOICE_JOB_PREFIX',
  /** What a minute costs there, millionths of a US dollar. */
  transcribePrice: 'TRANSCRIBE_MICROS_PER_MINUTE',
  /** What models cost, as JSON: by provider and name, millionths of a US dollar for a million tokens in and out. */
  modelPrices: 'MODEL_PRICES',
  tokenIssuer: 'TOKEN_ISSUER',
  userPool: 'USER_POOL_ID',
  userPoolClient: 'USER_POOL_CLIENT_ID',
  /** https address to post to connections. */
  realtimeEndpoint: 'REALTIME_ENDPOINT',
  /** wss address browsers connect to. */
  realtimeUrl: 'REALTIME_URL',
  /** Base of the WhatsApp Cloud API, with its version: https://graph.facebook.com/v26.0 */
  graphUrl: 'GRAPH_URL',
  /** Origin of Twilio's API: https://api.twilio.com */
  twilioUrl: 'TWILIO_URL',
  /** What the addresses of Meta's webhooks begin with; ends with a slash. */
  webhookUrl: 'WEBHOOK_URL',
  /** The same of Twilio's. */
  twilioWebhookUrl: 'TWILIO_WEBHOOK_URL',
  /** The REST API whose authorizer's answers are to be forgotten. */
  restApi: 'REST_API_ID',
  restApiStage: 'REST_API_STAGE',
  /** Address that e-mails come from. */
  mailFrom: 'MAIL_FROM',
  /** https address of the web app, where the stage has a domain of its own. */
  webOrigin: 'WEB_ORIGIN',
  stage: 'STAGE',
} as const;
export type EnvironmentName = (typeof environment)[keyof typeof environment];
