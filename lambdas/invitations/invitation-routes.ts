import type { EmployeeId, TenantId } from '../../contract/ids.ts';
import type { invitations } from '../../contract/team.ts';
import { byEmployee } from '../_data/audit.ts';
import type { Invitation } from '../_data/invitation.ts';
import { type Asked, type Inviting, invite, resend, toAnswer } from '../_people/invite.ts';
import type { Cursors } from '../_shared/cursor.ts';
import type { RouteHandler } from '../_shared/http.ts';
import { hashOf } from '../_shared/http-versions.ts';
import { linkBase } from '../_shared/mail.ts';
import { isProblem, type ProblemResult, problem } from '../_shared/problem.ts';
import type { TenantTable } from '../_shared/tenant.ts';
import { listInvitations } from './listing.ts';
import { revoke } from './revoke.ts';

type Routes = { readonly [Name in keyof typeof invitations.routes]: RouteHandler<(typeof invitations.routes)[Name]> };

export interface InvitationDependencies extends Omit<Inviting, 'store' | 'origin'> {
  storeOf(tenant: TenantId): TenantTable;
  cursors(store: TenantTable, now: number): Promise<Cursors>;
  readonly environment: NodeJS.ProcessEnv;
}

interface Request {
  readonly employee: { readonly id: EmployeeId; readonly name: string };
  readonly now: number;
  readonly sourceIp: string;
  readonly requestId: string;
}

const askedBy = ({ employee, now, sourceIp, requestId }: Request): Asked => ({
  author: { ...byEmployee(employee), type: 'employee' },
  now,
  from: sourceIp,
  requestId,
});

export function invitationRoutes({ storeOf, cursors, environment, ...rest }: InvitationDependencies): Routes {
  const withLink = async (
    request: { readonly tenant: TenantId; readonly origin: string | undefined; readonly now: number },
    work: (inviting: Inviting) => Promise<Invitation | ProblemResult>,
  ) => {
    const origin = linkBase(environment, request.origin);
    if (origin === undefined) {
      return problem('bad-request', 'Send an Origin header with the address of the app: the mailed link leads there.');
    }
    const done = await work({ ...rest, store: storeOf(request.tenant), origin });
    return isProblem(done) ? done : toAnswer(done, request.now);
  };

  return {
    list: ({ tenant, query, now }) => listInvitations(storeOf(tenant), query, now, () => cursors(storeOf(tenant), now)),
    create: (request) =>
      withLink(request, (inviting) =>
        invite(inviting, { ...request.body, id: request.newId, madeFrom: hashOf(request.body) }, askedBy(request)),
      ),
    resend: (request) => withLink(request, (inviting) => resend(inviting, request.params.id, askedBy(request))),
    revoke: async (request) => {
      const done = await revoke(storeOf(request.tenant), request.params.id, askedBy(request));
      return isProblem(done) ? done : toAnswer(done, request.now);
    },
  };
}
