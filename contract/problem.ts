import * as z from 'zod';

/** Every error of the API, as `application/problem+json` (RFC 9457). `code` is stable; `detail` says what to do. */
export const problems = {
  'bad-request': { status: 400, title: 'The request is not understood' },
  'invalid-body': { status: 400, title: 'The body does not fit the contract' },
  'invalid-query': { status: 400, title: 'The query does not fit the contract' },
  'signed-out': { status: 401, title: 'You are not signed in' },
  'wrong-credentials': { status: 401, title: 'E-mail or password is wrong' },
  'challenge-failed': { status: 401, title: 'The answer to the challenge is wrong or has expired' },
  'session-expired': { status: 401, title: 'The session has ended' },
  forbidden: { status: 403, title: 'You may not do this' },
  'business-suspended': { status: 403, title: 'This business is suspended' },
  'business-deleting': { status: 403, title: 'This business is to be deleted' },
  'read-only': { status: 403, title: 'You are looking at this business and cannot change it' },
  'foreign-origin': { status: 403, title: 'The request comes from another site' },
  'not-found': { status: 404, title: 'There is nothing here' },
  'unknown-route': { status: 404, title: 'There is no such route' },
  conflict: { status: 409, title: 'Somebody else changed this first' },
  taken: { status: 409, title: 'Somebody else has this already' },
  'in-use': { status: 409, title: 'This is still in use' },
  'last-admin': { status: 409, title: 'A business keeps at least one administrator' },
  'limit-reached': { status: 409, title: 'The plan allows no more of these' },
  'account-exists': { status: 409, title: 'This e-mail address already has an account' },
  'invitation-ended': { status: 410, title: 'This invitation does not count any more' },
  changed: { status: 412, title: 'This was changed in the meantime' },
  'idempotency-key-reused': { status: 422, title: 'This idempotency key already belongs to something else' },
  'upload-missing': { status: 409, title: 'The file is not there yet' },
  'file-refused': { status: 422, title: 'This file cannot be sent' },
  'provider-refused': { status: 422, title: 'The provider did not take it' },
  'wrong-provider': { status: 409, title: 'The provider of this number has no such thing' },
  'if-match-missing': { status: 428, title: 'The change does not say what it was made from' },
  'window-closed': { status: 409, title: 'The 24-hour window of this conversation is closed' },
  'client-id-reused': { status: 422, title: 'This client id already belongs to a different message' },
  'client-id-expired': { status: 422, title: 'The client id is too old or from the future' },
  'too-large': { status: 413, title: 'The body is too large' },
  'too-many': { status: 429, title: 'Too many requests' },
  internal: { status: 500, title: 'Something went wrong on our side' },
} as const;

export type ProblemCode = keyof typeof problems;

export const Problem = z
  .object({
    type: z.string().meta({ description: 'Stable address of the problem: `/problems/<code>`' }),
    code: z.string(),
    title: z.string(),
    status: z.int(),
    detail: z.string().meta({ description: 'What happened and what to do about it' }),
    requestId: z.string(),
    errors: z.array(z.object({ path: z.string(), message: z.string() })).optional(),
  })
  .meta({ id: 'Problem' });
export type Problem = z.infer<typeof Problem>;
