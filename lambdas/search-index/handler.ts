import { tenantTable } from '../_shared/tenant.ts';
import { indexChanges } from './index-changes.ts';

export const handler = indexChanges(tenantTable);
