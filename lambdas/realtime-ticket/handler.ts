import { realtimeTicket } from '../../contract/realtime.ts';
import { env } from '../_shared/env.ts';
import { api } from '../_shared/http.ts';
import { platformTable } from '../_shared/tenant.ts';
import { issueTicket } from './issue-ticket.ts';

const url = env('REALTIME_URL');

export const handler = api(realtimeTicket, {
  create: ({ tenant, sub, employee, origin, now }) =>
    issueTicket(platformTable(), { tenant, sub, employeeId: employee.id, name: employee.name, origin: origin ?? '' }, url, now),
});
