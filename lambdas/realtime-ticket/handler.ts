import { realtimeTicket } from '../../contract/realtime.ts';
import { getSession } from '../_data/session.ts';
import { env } from '../_shared/env.ts';
import { api } from '../_shared/http.ts';
import { problem } from '../_shared/problem.ts';
import { sessionIdIn } from '../_shared/session-cookie.ts';
import { platformTable } from '../_shared/tenant.ts';
import { issueTicket } from './issue-ticket.ts';

const url = env('REALTIME_URL');

export const handler = api(realtimeTicket, {
  create: async ({ tenant, sub, employee, origin, cookies, now }) => {
    const table = platformTable();
    const session = sessionIdIn(cookies);
    // The access token outlives its session by up to 15 minutes; a WebSocket opened with it would by hours.
    const alive = session !== undefined && (await getSession(table, session, now))?.sub === sub;
    if (!alive) return problem('session-expired', 'Sign in again; browsers send the session cookie along.');
    const holder = { tenant, sub, employeeId: employee.id, name: employee.name, session, origin: origin ?? '' };
    return issueTicket(table, holder, url, now);
  },
});
