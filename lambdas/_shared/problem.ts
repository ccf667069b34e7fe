import type * as z from 'zod';
import { type Problem, type ProblemCode, problems } from '../../contract/problem.ts';

export type FieldErrors = NonNullable<Problem['errors']>;

/** An expected failure as a value. A class, so that it can be told from every answer of the contract. */
export class ProblemResult {
  readonly code: ProblemCode;
  /** What happened and what to do about it, for the person who reads it. Never holds what a customer wrote. */
  readonly detail: string;
  readonly errors: FieldErrors | undefined;
  /** Seconds, as the header `Retry-After`. */
  readonly retryAfter: number | undefined;

  constructor(code: ProblemCode, detail: string, errors?: FieldErrors, retryAfter?: number) {
    this.code = code;
    this.detail = detail;
    this.errors = errors;
    this.retryAfter = retryAfter;
  }
}

export const problem = (code: Exclude<ProblemCode, 'too-many'>, detail: string, errors?: FieldErrors): ProblemResult =>
  new ProblemResult(code, detail, errors);

/** 429. `afterMs`: when it is worth trying again (RFC 9110, 10.2.3). */
export const tooMany = (detail: string, afterMs: number): ProblemResult =>
  new ProblemResult('too-many', detail, undefined, Math.max(1, Math.ceil(afterMs / 1000)));

export const isProblem = (value: unknown): value is ProblemResult => value instanceof ProblemResult;

/** What zod found, for the person who sent it; zod's messages name fields and types, not the values. */
export const fieldErrors = (error: z.ZodError): FieldErrors =>
  error.issues.map(({ path, message }) => ({ path: path.map(String).join('.'), message }));

/** RFC 9457 document. */
export function problemDocument({ code, detail, errors }: ProblemResult, requestId: string): Problem {
  const { status, title } = problems[code];
  return { type: `/problems/${code}`, code, title, status, detail, requestId, ...(errors && { errors }) };
}
