import * as z from 'zod';
import { EmployeeId, TenantId } from '../../contract/ids.ts';
import { Permission } from '../../contract/permissions.ts';
import type { Access, Route } from '../../contract/route.ts';
import { type ProblemResult, problem } from './problem.ts';

export interface SignedInCaller {
  readonly sub: string;
}

export interface PlatformCaller extends SignedInCaller {
  /** E-mail address of the administrator of the platform. */
  readonly name: string;
}

export interface MemberCaller extends SignedInCaller {
  readonly tenant: TenantId;
  readonly employee: { readonly id: EmployeeId; readonly name: string };
  readonly permissions: ReadonlySet<Permission>;
}

/** What a handler is told about the caller of a route with this access. */
export type CallerOf<A extends Access> = A extends 'public'
  ? unknown
  : A extends 'signed-in'
    ? SignedInCaller
    : A extends 'platform'
      ? PlatformCaller
      : MemberCaller;

/**
 * Values the authorizer hands on are strings to API Gateway. A name is percent-encoded: JSON-like values break once the
 * authorizer's answer comes from the cache (https://github.com/mantil-io/mantil/issues/52).
 */
export const encodeName = (name: string): string => encodeURIComponent(name);
export const EncodedName = z.string().transform((value, context) => {
  try {
    return decodeURIComponent(value);
  } catch {
    context.addIssue({ code: 'custom', message: 'Not percent-encoded' });
    return z.NEVER;
  }
});

const isPermission = (word: string): word is Permission => Permission.safeParse(word).success;

const SignedIn = z.object({ sub: z.string().min(1), until: z.coerce.number() });
const Platform = z.object({ ...SignedIn.shape, platform: EncodedName });
const yes = z.literal('yes').optional();
const Member = z.object({
  ...SignedIn.shape,
  tenant: TenantId,
  employeeId: EmployeeId,
  name: EncodedName,
  permissions: z.string().transform((words) => new Set(words.split(' ').filter(isPermission))),
  suspended: yes,
  deleting: yes,
  readOnly: yes,
});

/** The one place where a route's declared access meets what the authorizer found out about the caller. */
export function admit(
  { access, method, reads, whileDeleting }: Pick<Route, 'access' | 'method' | 'reads' | 'whileDeleting'>,
  authorizer: unknown,
  now: number,
): { caller: SignedInCaller | PlatformCaller | MemberCaller | undefined } | ProblemResult {
  if (access === 'public') return { caller: undefined };
  const signedIn = SignedIn.safeParse(authorizer);
  if (!signedIn.success || signedIn.data.until <= now) return problem('signed-out', 'Sign in and try again.');
  if (access === 'signed-in') return { caller: { sub: signedIn.data.sub } };
  if (access === 'platform') {
    const administrator = Platform.safeParse(authorizer);
    if (!administrator.success) return problem('forbidden', 'Only administrators of the platform may do this.');
    return { caller: { sub: administrator.data.sub, name: administrator.data.platform } };
  }
  const member = Member.safeParse(authorizer);
  if (!member.success) return problem('forbidden', 'Name a business you work for in the X-Business-Id header.');
  const { sub, tenant, employeeId, name, permissions, suspended, deleting, readOnly } = member.data;
  if (suspended) {
    return problem(
      'business-suspended',
      'Nobody can work until it is reactivated; messages of customers are kept. Ask your provider.',
    );
  }
  if (deleting && !whileDeleting) {
    return problem(
      'business-deleting',
      'Nobody can work in it any more. Until it is gone, an administrator can export it or keep it after all.',
    );
  }
  if (readOnly && method !== 'GET' && !reads)
    return problem('read-only', 'End the visit, and ask somebody of the business to do it.');
  if (access !== 'member' && !permissions.has(access)) {
    return problem('forbidden', `Your role does not include ${access}. Ask an administrator of the business for it.`);
  }
  return { caller: { sub, tenant, employee: { id: employeeId, name }, permissions } };
}
