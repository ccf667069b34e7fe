import { invitations } from '../../contract/team.ts';
import { cursorsOf } from '../_data/cursor-key.ts';
import { api } from '../_shared/http.ts';
import { mailer } from '../_shared/mail.ts';
import { platformTable, tenantTable } from '../_shared/tenant.ts';
import { invitationRoutes } from './invitation-routes.ts';

export const handler = api(
  invitations,
  invitationRoutes({
    storeOf: tenantTable,
    platform: platformTable(),
    sendMail: mailer(process.env),
    environment: process.env,
    cursors: cursorsOf,
    pause: (ms) => new Promise((resolve) => setTimeout(resolve, ms)),
  }),
);
