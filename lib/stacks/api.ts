import type { Construct } from 'constructs';
import { FrontdeskStack } from '../constructs/frontdesk-stack.ts';
import type { RealtimeApi } from '../constructs/realtime-api.ts';
import { RestRoutes } from '../constructs/rest-routes.ts';
import { Account } from '../features/account.ts';
import { Audit } from '../features/audit.ts';
import { Authorizer } from '../features/authorizer.ts';
import { BusinessExporter } from '../features/business-exporter.ts';
import { BusinessExports } from '../features/business-exports.ts';
import { BusinessRemoval } from '../features/business-removal.ts';
import { BusinessSettings } from '../features/business-settings.ts';
import { Businesses } from '../features/businesses.ts';
import { Channels } from '../features/channels.ts';
import { Employees } from '../features/employees.ts';
import { Invitations } from '../features/invitations.ts';
import { Joining } from '../features/joining.ts';
import { Me } from '../features/me.ts';
import { Memberships } from '../features/memberships.ts';
import { Platform } from '../features/platform.ts';
import { Roles } from '../features/roles.ts';
import { Session } from '../features/session.ts';
import { SignUp } from '../features/sign-up.ts';
import type { DataStack } from './data.ts';

/** The REST API, and what it says of people and businesses. The functions of the inbox are in a stack of their own. */
export class ApiStack extends FrontdeskStack {
  readonly rest: RestRoutes;

  constructor(scope: Construct, data: DataStack, realtime: RealtimeApi, webhookUrl: string) {
    super(scope, 'api', data.settings, 'the REST API');
    const rest = new RestRoutes(this, new Authorizer(this, { data }).fn);
    this.rest = rest;
    const props = { data, realtime, rest };
    new Session(this, props);
    new SignUp(this, props);
    new Account(this, props);
    new Me(this, props);
    new Audit(this, props);
    new Employees(this, props);
    new Invitations(this, props);
    new Joining(this, props);
    new Roles(this, props);
    new Memberships(this, props);
    new Channels(this, { ...props, webhookUrl });
    new Businesses(this, props);
    new BusinessSettings(this, props);
    new Platform(this, props);
    new BusinessRemoval(this, props);
    new BusinessExports(this, props);
    new BusinessExporter(this, { data });
  }
}
