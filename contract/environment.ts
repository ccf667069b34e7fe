/**
 * Names of the environment variables that infrastructure sets and functions read. Each function gets only what it uses.
 * Values are resolved from the stacks; on the local stage from the same templates.
 */
export const environment = {
  table: 'TABLE_NAME',
  tenantRole: 'TENANT_ROLE_ARN',
  bucket: 'MEDIA_BUCKET',
  secretsKey: 'SECRETS_KEY_ARN',
  inboundQueue: 'INBOUND_QUEUE_URL',
  outboundQueue: 'OUTBOUND_QUEUE_URL',
  tokenIssuer: 'TOKEN_ISSUER',
  userPool: 'USER_POOL_ID',
  userPoolClient: 'USER_POOL_CLIENT_ID',
  /** https address to post to connections. */
  realtimeEndpoint: 'REALTIME_ENDPOINT',
  /** wss address browsers connect to. */
  realtimeUrl: 'REALTIME_URL',
  /** Base of the WhatsApp Cloud API, with its version: https://graph.facebook.com/v26.0 */
  graphUrl: 'GRAPH_URL',
  stage: 'STAGE',
} as const;
export type EnvironmentName = (typeof environment)[keyof typeof environment];
