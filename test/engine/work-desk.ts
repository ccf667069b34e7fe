import type { ConversationSummary } from '../../contract/conversations.ts';
import type { Message } from '../../contract/message.ts';
import { type Conversation, changeConversation, getConversation } from '../../lambdas/_data/conversation.ts';
import { withInbound } from '../../lambdas/_data/conversation-changes.ts';
import { addInbound, pageOfMessages } from '../../lambdas/_data/message.ts';
import type { Change } from '../../lambdas/_shared/frames.ts';
import { isProblem, type ProblemResult } from '../../lambdas/_shared/problem.ts';
import type { TenantTable } from '../../lambdas/_shared/tenant.ts';
import type { Order } from '../../lambdas/conversation-work/doing.ts';
import type { TestTable } from './dynamodb.ts';
import { aConversation, aText, noon } from './factory.ts';
import { aTeam } from './team.ts';

/** A business with colleagues at one conversation. */
export async function workDesk(table: TestTable, given: Partial<Conversation> = {}) {
  const team = await aTeam(table);
  const { store } = team;
  const [lina, omar, gone] = [
    await team.hire('agent', { name: 'Lina' }),
    await team.hire('agent', { name: 'Omar' }),
    await team.hire('agent', { name: 'Gone', active: false }),
  ];
  const { id } = await aConversation(store, given);
  const pushed: Change[] = [];
  const order = (me: { id: typeof lina.id; name: string }, now = noon, through: TenantTable = store): Order => ({
    store: through,
    push: async (_, changes) => void pushed.push(...(typeof changes === 'function' ? [] : changes)),
    now,
    id,
    me,
  });
  const row = async (): Promise<Conversation> => {
    const found = await getConversation(store, id);
    if (!found) throw new Error('There is no conversation');
    return found;
  };
  const thread = async (): Promise<Message[]> => (await pageOfMessages(store, id, { limit: 100 })).items;
  /** The customer writes. */
  const hear = async (at: number, now = at): Promise<void> => {
    const text = aText(await row(), { at });
    await addInbound(store, text);
    await changeConversation(store, id, (read) => withInbound(read, text, now));
  };
  /** What the thread says that people did. */
  const events = async () =>
    (await thread()).flatMap(({ content, author }) =>
      content.kind === 'work' ? [[content.event, author?.name, content.from?.name, content.to?.name]] : [],
    );
  return { team, store, lina, omar, gone, id, pushed, order, row, thread, events, hear };
}

export const told = (answer: ConversationSummary | Message | ProblemResult): ConversationSummary => {
  if (isProblem(answer)) throw new Error(`${answer.code}: ${answer.detail}`);
  if (!('mode' in answer)) throw new Error('Not a conversation');
  return answer;
};
