import type { ConversationSummary } from '../../contract/conversations.ts';
import type { LabelId } from '../../contract/labels.ts';
import { summaryOf } from '../_data/conversation.ts';
import { labelled, mostLabels } from '../_data/conversation-work.ts';
import { getLabel } from '../_data/label.ts';
import { workOn } from '../_messaging/work-on.ts';
import { isProblem, type ProblemResult, problem } from '../_shared/problem.ts';
import type { Order } from './doing.ts';

export interface Relabelling {
  readonly add: readonly LabelId[];
  readonly remove: readonly LabelId[];
}

/** What is to be put on must be there; what is to be taken off need not. */
export async function relabel(order: Order, change: Relabelling): Promise<ConversationSummary | ProblemResult> {
  const known = await Promise.all([...new Set(change.add)].map((id) => getLabel(order.store, id)));
  if (known.includes(undefined)) {
    return problem('not-found', 'This label is not there any more. Load the labels again.', [
      { path: 'add', message: 'Not a label' },
    ]);
  }
  const worked = await workOn(order, order.id, (read) => {
    const next = labelled(read, change);
    if (next !== 'too-many') return { next };
    return problem('limit-reached', `A conversation carries ${mostLabels} labels at most. Take one off first.`);
  });
  return isProblem(worked) ? worked : summaryOf(worked);
}
