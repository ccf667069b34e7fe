import type { Construct } from 'constructs';
import { FrontdeskStack } from '../constructs/frontdesk-stack.ts';
import { RealtimeApi } from '../constructs/realtime-api.ts';
import { EndedMemberships } from '../features/ended-memberships.ts';
import { RealtimeAuthorizer } from '../features/realtime-authorizer.ts';
import { RealtimeCommand } from '../features/realtime-command.ts';
import { RealtimeConnection } from '../features/realtime-connection.ts';
import type { DataStack } from './data.ts';

/** What keeps open browsers up to date. */
export class RealtimeStack extends FrontdeskStack {
  readonly realtime: RealtimeApi;

  constructor(scope: Construct, data: DataStack) {
    super(scope, 'realtime', data.settings, 'the WebSocket API');
    const realtime = new RealtimeApi(this);
    this.realtime = realtime;
    realtime.open({
      authorizer: new RealtimeAuthorizer(this, { data }).fn,
      connection: new RealtimeConnection(this, { data, realtime }).fn,
      command: new RealtimeCommand(this, { data, realtime }).fn,
    });
    new EndedMemberships(this, { data, realtime });
  }
}
