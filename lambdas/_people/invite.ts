import { randomBytes } from 'node:crypto';
import type * as z from 'zod';
import type { AuditEntry } from '../../contract/audit.ts';
import { EmployeeId } from '../../contract/ids.ts';
import type { Language } from '../../contract/locale.ts';
import type { Invitation as Answered, RoleRef } from '../../contract/team.ts';
import { auditPut } from '../_data/audit.ts';
import {
  addressInvited,
  getInvitation,
  hashOfToken,
  type Invitation,
  invitationAdded,
  invitationChange,
  invitationLifeMs,
  putLink,
} from '../_data/invitation.ts';
import { roleHeld } from '../_data/role.ts';
import { basedOn, decideAndWrite, type Read } from '../_data/transact.ts';
import { failPoint } from '../_shared/fail-point.ts';
import { notFound } from '../_shared/http-request.ts';
import { isProblem, type ProblemResult, problem, tooMany } from '../_shared/problem.ts';
import type { PlatformTable, TenantTable } from '../_shared/tenant.ts';
import { type Mailing, mailOnce } from './mail-invitation.ts';
import { placeFor } from './places.ts';
import { actingPerson, readsOf, readsOfRole, refuseGiving, rightsOfRole } from './rights.ts';

export interface Inviting extends Mailing {
  readonly store: TenantTable;
  readonly platform: PlatformTable;
}

/** Who offers the place: somebody of the business, who gives what they have, or an administrator of the platform. */
export type Author = AuditEntry['by'] & { readonly type: 'employee' | 'platform' };

export interface Asked {
  readonly author: Author;
  /** Milliseconds. */
  readonly now: number;
  readonly from?: string;
  readonly requestId?: string;
}

export interface NewInvitation {
  /** Made by who asks: asking again with the same one changes nothing. */
  readonly id: string;
  readonly email: string;
  readonly name: string;
  readonly role: RoleRef;
  readonly language: z.infer<typeof Language>;
  readonly madeFrom: string;
}

/** Resends within an hour. */
const resends = 5;
const hourMs = 3_600_000;

const newToken = (): string => randomBytes(32).toString('base64url');

/** What the author may give of this role; the reads are what that was decided on. */
async function offer(store: TenantTable, { author }: Asked, role: RoleRef) {
  const rights = await rightsOfRole(store, role);
  if (rights === undefined) {
    return problem('invalid-body', 'Choose another role.', [{ path: 'role', message: 'There is no such role' }]);
  }
  const reads: Read[] = [...readsOfRole(store.tenant, rights)];
  if (author.type === 'employee') {
    const actor = await actingPerson(store, EmployeeId.parse(author.id), 'employees.manage');
    if (isProblem(actor)) return actor;
    const refused = refuseGiving(actor, rights.permissions);
    if (refused) return refused;
    reads.push(...readsOf(store.tenant, actor));
  }
  return { rights, reads };
}

/** Invites somebody, once for each id, and mails the link. */
export async function invite(inviting: Inviting, wanted: NewInvitation, asked: Asked): Promise<Invitation | ProblemResult> {
  const { store, platform } = inviting;
  const { author, now, from, requestId } = asked;
  const token = newToken();
  const tokenHash = hashOfToken(token);

  const invitation = await decideAndWrite<Invitation>(store, async () => {
    const known = await getInvitation(store, wanted.id);
    if (known) {
      if (known.madeFrom === wanted.madeFrom) return { writes: [], result: known };
      return problem('idempotency-key-reused', 'Send a new Idempotency-Key for another invitation.');
    }
    const offered = await offer(store, asked, wanted.role);
    if (isProblem(offered)) return offered;
    const place = await placeFor(store, wanted.email, now);
    if (isProblem(place)) return place;
    const made: Invitation = {
      ...wanted,
      state: 'open',
      by: { type: author.type, id: author.id },
      tokenHash,
      invitedAt: now,
      validUntil: now + invitationLifeMs,
      resentAt: [],
      version: 1,
    };
    // Before the invitation, so that none is without its link: a link that leads nowhere is gone in a week.
    await putLink(platform, tokenHash, { tenant: store.tenant, invitationId: made.id }, now);
    const { email, name, role } = made;
    const entry = {
      action: 'invitation.created' as const,
      by: author,
      thing: { type: 'invitation', id: made.id, name },
      from,
      requestId,
    };
    const writes = [
      invitationAdded(store, made),
      addressInvited(store, made, place.former),
      place.seat,
      ...(offered.rights.custom ? [roleHeld(store, offered.rights.custom, 1)] : []),
      auditPut(store, { ...entry, after: { email, role } }, now),
    ];
    return { writes: basedOn(store, [...offered.reads, ...place.reads], writes), result: made };
  });
  if (isProblem(invitation)) return invitation;
  failPoint('invitations.before-mail');
  return mailOnce(inviting, invitation, invitation.tokenHash === tokenHash ? token : undefined, now, () =>
    renew(inviting, invitation.id, now),
  );
}

/** A new link for an invitation whose mail never went out: nobody knows the token of the one it has. */
async function renew({ store, platform }: Inviting, id: string, now: number) {
  const token = newToken();
  const tokenHash = hashOfToken(token);
  await putLink(platform, tokenHash, { tenant: store.tenant, invitationId: id }, now);
  const invitation = await decideAndWrite<Invitation>(store, async () => {
    const known = await getInvitation(store, id);
    if (known?.state !== 'open') return ended();
    const next = invitationChange(store, known, { tokenHash, validUntil: now + invitationLifeMs }, now);
    return { writes: [next.write], result: next.invitation };
  });
  return isProblem(invitation) ? invitation : { invitation, token };
}

/** A new link, which ends the old one; also for an invitation that has run out. */
export async function resend(inviting: Inviting, id: string, asked: Asked): Promise<Invitation | ProblemResult> {
  const { store, platform } = inviting;
  const { author, now, from, requestId } = asked;
  const token = newToken();
  const tokenHash = hashOfToken(token);

  const invitation = await decideAndWrite<Invitation>(store, async () => {
    const known = await getInvitation(store, id);
    if (known === undefined) return notFound();
    if (known.state === 'accepted' || known.state === 'revoked') return ended();
    const resentAt = known.resentAt.filter((at) => at > now - hourMs);
    if (resentAt.length >= resends) {
      return tooMany(
        `An invitation is sent again ${resends} times an hour at most. Ask the person to look among spam.`,
        Math.min(...resentAt) + hourMs - now,
      );
    }
    const offered = await offer(store, asked, known.role);
    if (isProblem(offered)) return offered;
    const again = known.state === 'expired' ? await placeFor(store, known.email, now) : undefined;
    if (isProblem(again)) return again;
    const next = invitationChange(
      store,
      known,
      {
        state: 'open',
        tokenHash,
        validUntil: now + invitationLifeMs,
        mailedAt: undefined,
        resentAt: [...resentAt, now],
        by: { type: author.type, id: author.id },
      },
      now,
    );
    await putLink(platform, tokenHash, { tenant: store.tenant, invitationId: id }, now);
    const thing = { type: 'invitation', id, name: known.name };
    const writes = [
      next.write,
      ...(again ? [again.seat, addressInvited(store, known, again.former)] : []),
      ...(again && offered.rights.custom ? [roleHeld(store, offered.rights.custom, 1)] : []),
      auditPut(store, { action: 'invitation.resent', by: author, thing, from, requestId }, now),
    ];
    return { writes: basedOn(store, [...offered.reads, ...(again?.reads ?? [])], writes), result: next.invitation };
  });
  if (isProblem(invitation)) return invitation;
  return mailOnce(inviting, invitation, token, now, () => Promise.resolve(ended()));
}

export const ended = (): ProblemResult =>
  problem('invitation-ended', 'It was accepted, taken back or replaced. Ask for a new one.');

export function toAnswer(invitation: Invitation, now: number): Answered {
  const { id, email, name, role, language, state, invitedAt, validUntil, version } = invitation;
  return {
    id,
    email,
    name,
    role,
    language,
    state: state === 'open' && validUntil <= now ? 'expired' : state,
    invitedAt: new Date(invitedAt).toISOString(),
    expiresAt: new Date(validUntil).toISOString(),
    version,
  };
}
