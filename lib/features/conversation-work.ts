import { Construct } from 'constructs';
import { conversationWork } from '../../contract/work.ts';
import { FeatureFunction } from '../constructs/feature-function.ts';
import type { RestProps } from './props.ts';

/** What people do with conversations: take over, give, put aside, resolve, label, and notes between colleagues. */
export class ConversationWork extends Construct {
  constructor(scope: Construct, { data, realtime, rest }: RestProps) {
    super(scope, 'ConversationWork');
    const fn = new FeatureFunction(this, 'conversation-work', {
      errorImpact:
        'Conversations cannot be taken over, given to colleagues, put aside, resolved or labelled, and no notes are written. Messages come and go.',
    });
    data.actForTenants(fn);
    realtime.pushFrom(fn);
    rest.serve(conversationWork, fn);
  }
}
