import type * as z from 'zod';
import type { Permission } from './permissions.ts';

/**
 * Who may call a route.
 * - a permission: signed in, member of the business named in `X-Business-Id`, and holding it
 * - `member`: signed in and member of that business
 * - `signed-in`: signed in, no business needed
 * - `platform`: signed in and administrator of the platform, no business needed
 * - `public`: anyone; the handler guards itself (sign-in)
 */
export type Access = Permission | 'member' | 'signed-in' | 'platform' | 'public';

export interface Route {
  readonly method: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE';
  /** API Gateway form: `/v1/things/{id}`. */
  readonly path: `/v1/${string}`;
  readonly access: Access;
  readonly summary: string;
  readonly params?: z.ZodObject;
  readonly query?: z.ZodObject;
  readonly body?: z.ZodType;
  /** Absent: the answer is 204 without a body. */
  readonly response?: z.ZodType;
  /** What `response` is sent as, when it is not JSON. */
  readonly responseType?: 'text/csv';
  /**
   * Makes something new: the `Idempotency-Key` header must be a UUID version 7, and becomes the id of what is made, written as
   * a ULID. Sending it again answers with what is there; with another body it is refused.
   */
  readonly creates?: true;
  /** The `If-Match` header must be the `ETag` of the answer that the change is made from, so that nobody overwrites a colleague. */
  readonly ifMatch?: true;
  /** Changes nothing of the business although it is not a GET: open to those who may only look. */
  readonly reads?: true;
  /** Still works while the business waits to be deleted, when nobody can work any more. */
  readonly whileDeleting?: true;
  /** Success status when it is not 200 (or 204). */
  readonly status?: 201 | 202;
}

export type RouteGroup = Readonly<Record<string, Route>>;

/** A feature's routes under the feature's name, kept literal so that handlers and the web client are typed by them. */
export function routes<const Feature extends string, const Group extends RouteGroup>(
  feature: Feature,
  group: Group,
): { readonly feature: Feature; readonly routes: Group } {
  return { feature, routes: group };
}
