import { Construct } from 'constructs';
import { conversations } from '../../contract/conversations.ts';
import { FeatureFunction } from '../constructs/feature-function.ts';
import type { RestProps } from './props.ts';

/** The inbox over REST: list, thread, send, read. */
export class Conversations extends Construct {
  constructor(scope: Construct, { data, realtime, rest }: RestProps) {
    super(scope, 'Conversations');
    const fn = new FeatureFunction(this, 'conversations', {
      errorImpact: 'The inbox does not load, or answers are not accepted. Customers are still received.',
    });
    data.actForTenants(fn);
    data.outbound.fillFrom(fn);
    realtime.pushFrom(fn);
    rest.serve(conversations, fn);
  }
}
