import type * as z from 'zod';
import type { Invitation as Answered, invitations } from '../../contract/team.ts';
import { pageOfInvitations } from '../_data/invitation.ts';
import { toAnswer } from '../_people/invite.ts';
import type { Cursors } from '../_shared/cursor.ts';
import { type ProblemResult, problem } from '../_shared/problem.ts';
import type { TenantTable } from '../_shared/tenant.ts';

type Query = z.output<typeof invitations.routes.list.query>;

export async function listInvitations(
  store: TenantTable,
  { limit, cursor }: Query,
  now: number,
  cursors: () => Promise<Cursors>,
): Promise<{ items: Answered[]; next?: string } | ProblemResult> {
  const asked = { list: 'invitations' };
  const before = cursor === undefined ? undefined : (await cursors()).take(asked, cursor);
  if (cursor !== undefined && before === undefined) {
    return problem('invalid-query', 'Begin the list anew: this is no place in it.');
  }
  const { items, more } = await pageOfInvitations(store, { limit, ...(before !== undefined && { before }) });
  const last = items.at(-1);
  return {
    items: items.map((invitation) => toAnswer(invitation, now)),
    ...(more && last && { next: (await cursors()).give(asked, last.id) }),
  };
}
