import { createHash } from 'node:crypto';
import type { APIGatewayProxyEvent } from 'aws-lambda';
import * as z from 'zod';
import type { Route } from '../../contract/route.ts';
import { headerValues } from './http-request.ts';
import { type ProblemResult, problem } from './problem.ts';
import { ulidOfUuid } from './ulid.ts';

export interface StatedHeaders {
  /** Of a route that creates: the key as a lower-case ULID, the id of what is made. */
  readonly newId?: string;
  /** Of a route that changes: the version that the change was made from. */
  readonly ifMatch?: number;
}

const Key = z.uuidv7();
const Versioned = z.object({ version: z.int() });

/** `Idempotency-Key` (https://datatracker.ietf.org/doc/draft-ietf-httpapi-idempotency-key-header/) and `If-Match` (RFC 9110). */
export function readStated(
  event: APIGatewayProxyEvent,
  { creates, ifMatch }: Pick<Route, 'creates' | 'ifMatch'>,
): StatedHeaders | ProblemResult {
  const stated: { newId?: string; ifMatch?: number } = {};
  if (creates) {
    const [first, ...more] = headerValues(event, 'idempotency-key');
    const key = Key.safeParse(first?.replace(/^"(.*)"$/, '$1'));
    if (more.length > 0 || !key.success) {
      return problem(
        'bad-request',
        'Send an Idempotency-Key header with a new UUID version 7, and the same one when you try again.',
      );
    }
    stated.newId = ulidOfUuid(key.data);
  }
  if (ifMatch) {
    const [first, ...more] = headerValues(event, 'if-match');
    const version = /^"(\d{1,15})"$/.exec(first ?? '')?.[1];
    if (more.length > 0 || version === undefined) {
      return problem('if-match-missing', 'Send an If-Match header with the ETag of what you changed.');
    }
    stated.ifMatch = Number(version);
  }
  return stated;
}

export function etagOf(value: unknown): string | undefined {
  const versioned = Versioned.safeParse(value);
  return versioned.success ? `"${versioned.data.version}"` : undefined;
}

/** Of a body that something is made from: tells the same request again from another one under the same key. */
export const hashOf = (body: unknown): string =>
  createHash('sha256')
    .update(JSON.stringify(body) ?? '')
    .digest('base64url');

/** The answer when `If-Match` names another version; `fields`: what differs between what the person saw and what is there. */
export const changed = (fields: readonly string[] = []): ProblemResult =>
  problem(
    'changed',
    'Load it again, look at what is different, and make your change once more.',
    fields.map((path) => ({ path, message: 'Changed in the meantime' })),
  );
