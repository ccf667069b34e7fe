import { Construct } from 'constructs';
import { FeatureFunction } from '../constructs/feature-function.ts';
import type { RealtimeProps } from './props.ts';

/** Carries out what browsers say over the WebSocket: view, typing, read, send. */
export class RealtimeCommand extends Construct {
  readonly fn: FeatureFunction;

  constructor(scope: Construct, { data, realtime }: RealtimeProps) {
    super(scope, 'RealtimeCommand');
    this.fn = new FeatureFunction(this, 'realtime-command', {
      errorImpact: 'Sending over the open connection fails (the app falls back to REST), and open threads stop being live.',
    });
    data.actForTenants(this.fn);
    data.table.allowPlatformItems(this.fn, 'USER', ['GetItem']);
    data.outbound.fillFrom(this.fn);
    realtime.closeFrom(this.fn);
  }
}
