import type { Me } from '../../contract/session.ts';
import { getPlatformAdmin, listMemberships } from '../_data/membership.ts';
import { getRegistration } from '../_data/registration.ts';
import type { Accounts } from '../_shared/accounts.ts';
import type { PlatformTable } from '../_shared/tenant.ts';
import { placesOf } from './places.ts';

export interface WhoDependencies {
  readonly table: PlatformTable;
  readonly accounts: Pick<Accounts, 'emailOf'>;
}

/** Who somebody is, and where they work. Access tokens carry no address; only who works for nobody is looked up in the pool. */
export async function who({ table, accounts }: WhoDependencies, sub: string, now: number): Promise<Me> {
  const [memberships, platformAdmin] = await Promise.all([listMemberships(table, sub), getPlatformAdmin(table, sub)]);
  return {
    email: platformAdmin ?? memberships[0]?.email ?? (await accounts.emailOf(sub)) ?? '',
    platformAdmin: platformAdmin !== undefined,
    memberships: await placesOf(memberships, (tenant) => getRegistration(table, tenant), now),
  };
}
