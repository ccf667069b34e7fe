import { colleagues } from '../../contract/work.ts';
import { api } from '../_shared/http.ts';
import { tenantTable } from '../_shared/tenant.ts';
import { everybody } from './everybody.ts';

export const handler = api(colleagues, {
  list: ({ tenant }) => everybody(tenantTable(tenant)),
});
