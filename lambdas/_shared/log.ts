import { Logger } from '@aws-lambda-powertools/logger';

/**
 * Everything a log line may carry: ids of ours, counts and codes. There is no field for text, names, phone numbers,
 * tokens or bodies, and nothing else is written: unlisted fields are dropped at run time as well.
 */
export interface LogFields {
  readonly requestId?: string;
  readonly tenant?: string;
  readonly conversationId?: string;
  readonly messageId?: string;
  readonly customerId?: string;
  readonly channelId?: string;
  readonly employeeId?: string;
  readonly connectionId?: string;
  readonly hookId?: string;
  readonly queueMessageId?: string;
  readonly job?: string;
  readonly route?: string;
  /** A word or number of ours or of the provider's documented list, never free text. */
  readonly code?: string | number;
  readonly reason?: string;
  readonly status?: string | number;
  readonly attempt?: number;
  readonly count?: number;
  readonly durationMs?: number;
}

const fieldNames = {
  requestId: true,
  tenant: true,
  conversationId: true,
  messageId: true,
  customerId: true,
  channelId: true,
  employeeId: true,
  connectionId: true,
  hookId: true,
  queueMessageId: true,
  job: true,
  route: true,
  code: true,
  reason: true,
  status: true,
  attempt: true,
  count: true,
  durationMs: true,
} as const satisfies Record<keyof LogFields, true>;

const logger = new Logger({ serviceName: process.env.AWS_LAMBDA_FUNCTION_NAME ?? 'frontdesk' });

function only(fields: LogFields): Record<string, string | number> {
  const allowed: Record<string, string | number> = {};
  for (const [name, value] of Object.entries(fields)) {
    if (name in fieldNames && (typeof value === 'string' || typeof value === 'number')) allowed[name] = value;
  }
  return allowed;
}

/**
 * What is safe to write of an error. Messages of a parser quote their input ("Unexpected token in 'customer text'"), so a
 * message is kept only when our own code (a plain `Error`) or an AWS service wrote it; of zod's, the paths and codes.
 */
function describeError(error: unknown): Record<string, unknown> {
  if (!(error instanceof Error)) return { name: typeof error };
  const own = error.constructor === Error || '$metadata' in error;
  const frames = (error.stack ?? '').split('\n').filter((line) => line.trimStart().startsWith('at '));
  const issues = 'issues' in error && Array.isArray(error.issues) ? error.issues.map(describeIssue) : undefined;
  return {
    name: error.name,
    ...(own ? { message: error.message } : {}),
    ...(issues ? { issues } : {}),
    stack: frames.slice(0, 8),
  };
}

function describeIssue(issue: unknown): string {
  if (typeof issue !== 'object' || issue === null) return 'issue';
  const code = 'code' in issue ? String(issue.code) : '';
  const path = 'path' in issue && Array.isArray(issue.path) ? issue.path.map(String).join('.') : '';
  return `${path}: ${code}`;
}

export const log = {
  info(message: string, fields: LogFields = {}): void {
    logger.info(message, only(fields));
  },
  warn(message: string, fields: LogFields = {}, error?: unknown): void {
    logger.warn(message, { ...only(fields), ...(error === undefined ? {} : { cause: describeError(error) }) });
  },
  error(message: string, fields: LogFields = {}, error?: unknown): void {
    logger.error(message, { ...only(fields), ...(error === undefined ? {} : { cause: describeError(error) }) });
  },
};
