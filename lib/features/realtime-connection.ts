import { Construct } from 'constructs';
import { FeatureFunction } from '../constructs/feature-function.ts';
import type { RealtimeProps } from './props.ts';

/** Keeps the list of who is connected, and tells colleagues. */
export class RealtimeConnection extends Construct {
  readonly fn: FeatureFunction;

  constructor(scope: Construct, { data, realtime }: RealtimeProps) {
    super(scope, 'RealtimeConnection');
    this.fn = new FeatureFunction(this, 'realtime-connection', {
      errorImpact: 'Browsers cannot connect, or people who left still look present.',
    });
    data.actForTenants(this.fn);
    realtime.pushFrom(this.fn);
  }
}
