import type { Construct } from 'constructs';
import { FrontdeskStack } from '../constructs/frontdesk-stack.ts';
import type { RealtimeApi } from '../constructs/realtime-api.ts';
import { RestRoutes } from '../constructs/rest-routes.ts';
import { Authorizer } from '../features/authorizer.ts';
import { BusinessExporter } from '../features/business-exporter.ts';
import { BusinessExports } from '../features/business-exports.ts';
import { BusinessRemoval } from '../features/business-removal.ts';
import { BusinessSettings } from '../features/business-settings.ts';
import { Businesses } from '../features/businesses.ts';
import { Channels } from '../features/channels.ts';
import { Employees } from '../features/employees.ts';
import { Joining } from '../features/joining.ts';
import { Memberships } from '../features/memberships.ts';
import { Platform } from '../features/platform.ts';
import { Roles } from '../features/roles.ts';
import type { DataStack } from './data.ts';

/** What the addresses of webhooks begin with; each ends with a slash. */
interface WebhookUrls {
  readonly webhookUrl: string;
  readonly twilioWebhookUrl: string;
}

/** The REST API, and what it says of teams and businesses. The functions of the inbox and of sign-in are in stacks of their own. */
export class ApiStack extends FrontdeskStack {
  readonly rest: RestRoutes;

  constructor(scope: Construct, data: DataStack, realtime: RealtimeApi, webhooks: WebhookUrls) {
    super(scope, 'api', data.settings, 'the REST API');
    const rest = new RestRoutes(this, new Authorizer(this, { data }).fn);
    this.rest = rest;
    const props = { data, realtime, rest };
    new Channels(this, { ...props, ...webhooks });
    new Employees(this, props);
    new Joining(this, props);
    new Roles(this, props);
    new Memberships(this, props);
    new Businesses(this, props);
    new BusinessSettings(this, props);
    new Platform(this, props);
    new BusinessRemoval(this, props);
    new BusinessExports(this, props);
    new BusinessExporter(this, { data });
  }
}
