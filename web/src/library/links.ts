import { useQuery } from '@tanstack/react-query';
import type { Variant } from '../../../contract/media.ts';
import type { FileId } from '../../../contract/message.ts';
import { useDesk } from '../business/context.tsx';
import type { Desk } from '../business/desk.ts';

interface Asked {
  readonly items: Map<string, { readonly fileId: FileId; readonly variant: Variant }>;
  readonly answer: Promise<ReadonlyMap<string, string>>;
}

/** Tiles that come into view together are asked for together. */
const gatherMs = 15;
const mostItems = 50;
/** Addresses are good for five minutes. */
const freshMs = 4 * 60_000;

const asking = new WeakMap<Desk, Asked>();

async function linkTo(desk: Desk, fileId: FileId, variant: Variant): Promise<string | null> {
  const known = asking.get(desk);
  const asked = known !== undefined && known.items.size < mostItems ? known : ask(desk);
  asking.set(desk, asked);
  const name = `${fileId} ${variant}`;
  asked.items.set(name, { fileId, variant });
  return (await asked.answer).get(name) ?? null;
}

function ask(desk: Desk): Asked {
  const items: Asked['items'] = new Map();
  const gathered = new Promise<void>((resolve) => {
    setTimeout(() => {
      if (asking.get(desk) === asked) asking.delete(desk);
      resolve();
    }, gatherMs);
  });
  const answer = gathered.then(async () => {
    const links = await desk.call('POST /v1/media/links', { body: { items: [...items.values()] } });
    return new Map(links.items.map(({ fileId, variant, url }) => [`${fileId} ${variant}`, url]));
  });
  const asked: Asked = { items, answer };
  return asked;
}

/** The address of a file as long as it is good. `reload` gets another one. */
export function useFileLink(fileId: FileId, variant: Variant, wanted = true) {
  const desk = useDesk();
  const { data, isError, refetch } = useQuery({
    queryKey: ['file-link', desk.business, fileId, variant],
    queryFn: () => linkTo(desk, fileId, variant),
    staleTime: freshMs,
    gcTime: freshMs,
    refetchOnMount: true,
    enabled: wanted,
  });
  return { url: data ?? undefined, failed: isError || data === null, reload: () => void refetch() };
}

/** Saves a file under its own name. Answers false when there is no address for it. */
export async function saveFile(desk: Desk, fileId: FileId): Promise<boolean> {
  const body = { items: [{ fileId, variant: 'original' as const, download: true }] };
  const [link] = (await desk.call('POST /v1/media/links', { body })).items;
  if (!link) return false;
  const anchor = document.createElement('a');
  anchor.href = link.url;
  anchor.rel = 'noreferrer';
  anchor.click();
  return true;
}
