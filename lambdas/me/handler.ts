import { me } from '../../contract/session.ts';
import { accounts } from '../_shared/accounts.ts';
import { api } from '../_shared/http.ts';
import { platformTable } from '../_shared/tenant.ts';
import { who } from './who.ts';

const dependencies = { table: platformTable(), accounts: accounts(process.env) };

export const handler = api(me, { get: ({ sub, now }) => who(dependencies, sub, now) });
