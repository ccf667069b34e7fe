import { useQuery } from '@tanstack/react-query';
import { useDesk } from '../business/context.tsx';
import { useCostsWords } from '../settings/assistant/words.ts';
import { money } from '../settings/costs/money.ts';

/** What models and transcription cost in this conversation. Nothing while it is not known: it is no more than a note. */
export function ConversationCost({ id }: { id: string }) {
  const words = useCostsWords();
  const { call, business } = useDesk();
  const query = useQuery({
    queryKey: ['conversation-costs', business, id],
    queryFn: ({ signal }) => call('GET /v1/conversations/{id}/costs', { params: { id } }, { signal }),
    staleTime: 60_000,
    retry: false,
  });
  if (!query.data) return null;
  const { micros } = query.data.total;
  return (
    <section className="flex flex-col gap-1 border-t border-line pt-4 text-sm">
      <h3 className="flex min-h-8 items-center font-semibold text-soft">{words.ofConversation}</h3>
      <p className="tabular-nums">{micros === 0 ? words.ofConversationNone : <bdi>{money(micros)}</bdi>}</p>
      <p className="text-xs text-soft">{words.ofConversationHint}</p>
    </section>
  );
}
