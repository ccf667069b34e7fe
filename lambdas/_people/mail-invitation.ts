import { getBusiness } from '../_data/business.ts';
import { getInvitation, type Invitation, invitationLifeMs, noteOfInvitation } from '../_data/invitation.ts';
import { log } from '../_shared/log.ts';
import type { SendMail } from '../_shared/mail.ts';
import { isProblem, type ProblemResult, problem } from '../_shared/problem.ts';
import type { TenantTable } from '../_shared/tenant.ts';
import { letterFor } from './letters.ts';

export interface Mailing {
  readonly store: TenantTable;
  readonly sendMail: SendMail;
  /** Where the app is: links lead there. */
  readonly origin: string;
  pause(ms: number): Promise<void>;
}

type Renewed = { readonly invitation: Invitation; readonly token: string };

/** Longer than a mail takes that is under way; after that whoever sent it has died. */
const underWayMs = 5_000;
const lookMs = 250;

/**
 * Mails the link of an invitation that was just written. Without its token, somebody else wrote it: a request that is
 * repeated. Then the mail went out, or goes out right now, or never will and a new link is made.
 */
export async function mailOnce(
  mailing: Mailing,
  invitation: Invitation,
  token: string | undefined,
  now: number,
  renew: () => Promise<Renewed | ProblemResult>,
): Promise<Invitation | ProblemResult> {
  if (token !== undefined) return send(mailing, invitation, token, now);
  let seen: Invitation | undefined = invitation;
  const madeAt = invitation.validUntil - invitationLifeMs;
  for (let waited = Math.max(0, now - madeAt); waited < underWayMs && !isSettled(seen); waited += lookMs) {
    await mailing.pause(lookMs);
    seen = await getInvitation(mailing.store, invitation.id);
  }
  if (isSettled(seen)) return seen ?? invitation;
  const renewed = await renew();
  return isProblem(renewed) ? renewed : send(mailing, renewed.invitation, renewed.token, now);
}

const isSettled = (invitation: Invitation | undefined): boolean =>
  invitation?.state !== 'open' || invitation.mailedAt !== undefined;

async function send(
  { store, sendMail, origin }: Mailing,
  invitation: Invitation,
  token: string,
  now: number,
): Promise<Invitation | ProblemResult> {
  const { id, email, name, language } = invitation;
  const business = await getBusiness(store);
  const letter = letterFor(language, { business: business?.name ?? '', name, link: `${origin}/join#${token}` });
  try {
    await sendMail({ to: email, ...letter });
  } catch (error) {
    log.error('an invitation was not mailed', { tenant: store.tenant, reason: id }, error);
    return problem(
      'provider-refused',
      'The invitation is kept, and its mail was not taken. Check the address, and send it again.',
    );
  }
  await noteOfInvitation(store, invitation, { mailedAt: now });
  return invitation;
}
