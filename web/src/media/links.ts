import { useQuery } from '@tanstack/react-query';
import type { Variant } from '../../../contract/media.ts';
import type { Message } from '../../../contract/message.ts';
import { useDesk } from '../business/context.tsx';
import type { Desk } from '../business/desk.ts';

type Place = Pick<Message, 'conversationId' | 'id'>;
interface Asked {
  readonly items: Map<string, { readonly messageId: Message['id']; readonly variant: Variant }>;
  readonly answer: Promise<ReadonlyMap<string, string>>;
}

/** Pictures that come into view together are asked for together. */
const gatherMs = 15;
const mostItems = 50;
/** Addresses are good for five minutes. */
const freshMs = 4 * 60_000;

const asking = new WeakMap<Desk, Map<string, Asked>>();

async function linkTo(desk: Desk, { conversationId, id: messageId }: Place, variant: Variant): Promise<string | null> {
  const open = asking.get(desk) ?? new Map<string, Asked>();
  asking.set(desk, open);
  const known = open.get(conversationId);
  const asked = known !== undefined && known.items.size < mostItems ? known : ask(desk, conversationId, open);
  const name = `${messageId} ${variant}`;
  asked.items.set(name, { messageId, variant });
  return (await asked.answer).get(name) ?? null;
}

function ask(desk: Desk, id: Message['conversationId'], open: Map<string, Asked>): Asked {
  const items: Asked['items'] = new Map();
  const gathered = new Promise<void>((resolve) => {
    setTimeout(() => {
      if (open.get(id) === asked) open.delete(id);
      resolve();
    }, gatherMs);
  });
  const answer = gathered.then(async () => {
    const body = { items: [...items.values()] };
    const links = await desk.call('POST /v1/conversations/{id}/media-links', { params: { id }, body });
    return new Map(links.items.map(({ messageId, variant, url }) => [`${messageId} ${variant}`, url]));
  });
  const asked: Asked = { items, answer };
  open.set(id, asked);
  return asked;
}

const linkQuery = (desk: Desk, place: Place, variant: Variant) => ({
  queryKey: ['link', desk.business, place.conversationId, place.id, variant],
  queryFn: () => linkTo(desk, place, variant),
  staleTime: freshMs,
  gcTime: freshMs,
});

/** The address of a file, asked for when it is needed. `anew`: the one that is known does not work any more. */
export const linkNow = async (desk: Desk, place: Place, variant: Variant, anew: boolean): Promise<string | undefined> =>
  (await desk.queries.fetchQuery({ ...linkQuery(desk, place, variant), ...(anew ? { staleTime: 0 } : {}) })) ?? undefined;

/** The address of a file as long as it is good; null: there is none. `reload` gets another one. */
export function useLink(place: Place, variant: Variant) {
  const desk = useDesk();
  const { data, isError, refetch } = useQuery({ ...linkQuery(desk, place, variant), refetchOnMount: true });
  return { url: data ?? undefined, failed: isError || data === null, reload: () => void refetch() };
}

/** Saves a file under its own name. Answers false when there is no address for it. */
export async function save(desk: Desk, { conversationId, id }: Place): Promise<boolean> {
  const body = { items: [{ messageId: id, variant: 'original' as const, download: true }] };
  const links = await desk.call('POST /v1/conversations/{id}/media-links', { params: { id: conversationId }, body });
  const [link] = links.items;
  if (!link) return false;
  const anchor = document.createElement('a');
  anchor.href = link.url;
  anchor.rel = 'noreferrer';
  anchor.click();
  return true;
}
