import type { TenantId } from '../../contract/ids.ts';
import type { joining } from '../../contract/team.ts';
import { findByToken, type Invitation, noteOfInvitation } from '../_data/invitation.ts';
import { getRegistration } from '../_data/registration.ts';
import type { SettleDependencies } from '../_people/copies.ts';
import { ended } from '../_people/invite.ts';
import type { Accounts } from '../_shared/accounts.ts';
import { failPoint } from '../_shared/fail-point.ts';
import type { RouteHandler } from '../_shared/http.ts';
import { isProblem, type ProblemResult, problem } from '../_shared/problem.ts';
import type { PlatformTable, TenantTable } from '../_shared/tenant.ts';
import { finish, invitationOf, isOpen, join } from './join.ts';

type Routes = { readonly [Name in keyof typeof joining.routes]: RouteHandler<(typeof joining.routes)[Name]> };

export interface JoiningDependencies {
  readonly platform: PlatformTable;
  readonly accounts: Accounts;
  storeOf(tenant: TenantId): TenantTable;
  forgetDecisions(): Promise<void>;
}

/** How long somebody may try again who made an account and was not let in; after that they sign in like everybody else. */
const retryMs = 15 * 60_000;

export function joiningRoutes({ platform, accounts, storeOf, forgetDecisions }: JoiningDependencies): Routes {
  /** The open invitation of a link and the business it is of; a link that died half-way is finished first. */
  const opened = async (token: string, now: number) => {
    const link = await findByToken(platform, token);
    if (link === undefined) return ended();
    const settle: SettleDependencies = { store: storeOf(link.tenant), platform, forgetDecisions };
    const invitation = await invitationOf(settle.store, link.invitationId, token);
    if (invitation === undefined) return ended();
    const business = await getRegistration(settle.store, link.tenant);
    if (business === undefined || business.status === 'deleting') return ended();
    if (business.status === 'suspended') {
      return problem('business-suspended', 'Nobody can join until it is reactivated. Your invitation stays.');
    }
    return { settle, invitation, business, open: isOpen(invitation, now) };
  };

  const unlessUsed = async (settle: SettleDependencies, invitation: Invitation): Promise<undefined | ProblemResult> =>
    (await finish(settle, invitation)) === 'finished' ? undefined : ended();

  /** The account of the invited address: made now, or by an earlier try that died before it was finished. */
  const accountFor = async (
    store: TenantTable,
    invitation: Invitation,
    password: string,
    now: number,
  ): Promise<string | ProblemResult> => {
    const { email } = invitation;
    const exists = problem('account-exists', 'Sign in with your password, then open the link again.');
    const known = await accounts.find(email);
    if (known !== undefined) {
      const { accountTriedAt } = invitation;
      return accountTriedAt !== undefined && accountTriedAt > now - retryMs ? known : exists;
    }
    // Noted before it is made, so that a later try can tell this account from one that was there before.
    if ((await noteOfInvitation(store, invitation, { accountTriedAt: now })) === 'replaced') return ended();
    const created = await accounts.create(email, password);
    if (created === 'password-policy') {
      return problem('invalid-body', 'Choose another password.', [{ path: 'newPassword', message: 'Too easy to guess' }]);
    }
    failPoint('joining.after-account');
    if (created !== 'exists') return created.sub;
    return (await accounts.find(email)) ?? exists;
  };

  return {
    lookUp: async ({ body: { token }, now }) => {
      const found = await opened(token, now);
      if (isProblem(found)) return found;
      const { invitation, business, open } = found;
      if (!open) return ended();
      const { email, name, language } = invitation;
      return { business: business.name, email, name, hasAccount: (await accounts.find(email)) !== undefined, language };
    },

    accept: async ({ body: { token, name, newPassword }, now, sourceIp, requestId }) => {
      const found = await opened(token, now);
      if (isProblem(found)) return found;
      const { settle, invitation, open } = found;
      if (!open) return unlessUsed(settle, invitation);
      const sub = await accountFor(settle.store, invitation, newPassword, now);
      if (isProblem(sub)) return sub;
      return join(settle, invitation.id, { token, name, sub, now, sourceIp, requestId });
    },

    join: async ({ sub, body: { token, name }, now, sourceIp, requestId }) => {
      const found = await opened(token, now);
      if (isProblem(found)) return found;
      const { settle, invitation, open } = found;
      if ((await accounts.find(invitation.email)) !== sub) {
        return problem('forbidden', 'This invitation is for another e-mail address. Sign in with the account of that address.');
      }
      if (!open) return unlessUsed(settle, invitation);
      return join(settle, invitation.id, { token, name, sub, now, sourceIp, requestId });
    },
  };
}
