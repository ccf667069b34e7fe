import { newBusinesses } from '../../contract/businesses.ts';
import { TenantId } from '../../contract/ids.ts';
import { accounts } from '../_shared/accounts.ts';
import { api } from '../_shared/http.ts';
import { platformTable, tenantTable } from '../_shared/tenant.ts';
import { createBusiness } from './create-business.ts';

const { emailOf } = accounts(process.env);
const dependencies = { platform: platformTable(), storeOf: tenantTable, emailOf };

export const handler = api(newBusinesses, {
  create: ({ newId, sub, body, sourceIp, requestId, now }) =>
    createBusiness(dependencies, { tenant: TenantId.parse(newId), sub, body, from: sourceIp, requestId, now }),
});
