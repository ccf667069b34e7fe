import { Construct } from 'constructs';
import { realtimeTicket } from '../../contract/realtime.ts';
import { FeatureFunction } from '../constructs/feature-function.ts';
import type { RestProps } from './props.ts';

/** Gives a signed-in browser a ticket for one WebSocket. */
export class RealtimeTicket extends Construct {
  constructor(scope: Construct, { data, realtime, rest }: RestProps) {
    super(scope, 'RealtimeTicket');
    const fn = new FeatureFunction(this, 'realtime-ticket', {
      errorImpact: 'Browsers cannot connect: new messages show up only after a reload.',
    });
    data.table.allowPlatformItems(fn, 'TICKET', ['PutItem']);
    data.table.allowPlatformItems(fn, 'SESSION', ['GetItem']);
    realtime.announceTo(fn);
    rest.serve(realtimeTicket, fn);
  }
}
