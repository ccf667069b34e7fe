import type { Construct } from 'constructs';
import { FrontdeskStack } from '../constructs/frontdesk-stack.ts';
import type { RealtimeApi } from '../constructs/realtime-api.ts';
import type { RestRoutes } from '../constructs/rest-routes.ts';
import { Account } from '../features/account.ts';
import { Audit } from '../features/audit.ts';
import { Invitations } from '../features/invitations.ts';
import { Me } from '../features/me.ts';
import { Session } from '../features/session.ts';
import { SignUp } from '../features/sign-up.ts';
import type { DataStack } from './data.ts';

/**
 * Who people are, and what they did. Apart from the routes for the same reason as the inbox; what has to make the API forget its
 * answers names it, and stays with it.
 */
export class PeopleStack extends FrontdeskStack {
  constructor(scope: Construct, data: DataStack, realtime: RealtimeApi, rest: RestRoutes) {
    super(scope, 'people', data.settings, 'people, and what they did');
    const props = { data, realtime, rest };
    new Session(this, props);
    new SignUp(this, props);
    new Account(this, props);
    new Me(this, props);
    new Invitations(this, props);
    new Audit(this, props);
  }
}
