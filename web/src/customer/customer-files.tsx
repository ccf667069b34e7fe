import { useQuery } from '@tanstack/react-query';
import { Link } from 'wouter';
import type { LibraryFile } from '../../../contract/library.ts';
import { useDesk, useFormats } from '../business/context.tsx';
import { useWords } from '../i18n/language.ts';
import { KindIcon } from '../inbox/kind-icon.tsx';
import { useFileLink } from '../library/links.ts';
import { cleanName } from '../thread/clean.ts';
import { useCustomerWords } from './words.ts';

const newest = 6;
/** Pictures smaller than this are their own small picture. */
const smallBytes = 100_000;

interface CustomerFilesProps {
  readonly customerId: NonNullable<LibraryFile['customer']>['id'];
  readonly home: string;
}

/** The newest files that a customer sent; each leads to its message. */
export function CustomerFiles({ customerId, home }: CustomerFilesProps) {
  const words = useCustomerWords();
  const desk = useDesk();
  const { data } = useQuery({
    queryKey: ['library', desk.business, 'customer', customerId],
    queryFn: ({ signal }) => desk.call('GET /v1/media', { query: { customerId, limit: newest } }, { signal }),
    staleTime: 60_000,
    refetchOnMount: true,
  });
  if (!data) return null;
  if (data.items.length === 0) return <p className="text-sm text-soft">{words.noFiles}</p>;
  return (
    <>
      <ul className="grid grid-cols-3 gap-1.5">
        {data.items.map((file) => (
          <li key={file.id}>
            <Tile file={file} home={home} />
          </li>
        ))}
      </ul>
      <Link href={`${home}/files?customer=${customerId}`} className="self-start text-sm font-medium text-accent hover:underline">
        {words.allFiles}
      </Link>
    </>
  );
}

function Tile({ file, home }: { file: LibraryFile; home: string }) {
  const { kinds } = useWords();
  const formats = useFormats();
  const [place] = file.shownIn;
  const picture = file.kind === 'image' || file.kind === 'sticker';
  const variant = file.thumbnail ? 'thumbnail' : picture && file.bytes <= smallBytes ? 'original' : undefined;
  const { url, reload } = useFileLink(file.id, variant ?? 'thumbnail', variant !== undefined);
  const name = cleanName(file.name ?? '');
  const look =
    'flex aspect-square flex-col items-center justify-center gap-1 overflow-hidden rounded-xl border border-line bg-ground p-1 text-soft';
  const label = [kinds[file.kind], name, formats.full(file.at)].filter(Boolean).join(', ');
  const inside =
    variant && url ? (
      <img
        src={url}
        alt=""
        loading="lazy"
        referrerPolicy="no-referrer"
        onError={reload}
        className="size-full rounded-lg object-cover"
      />
    ) : (
      <>
        <KindIcon kind={file.kind} size={24} />
        {name ? <bdi className="w-full truncate text-center text-xs">{name}</bdi> : null}
      </>
    );
  return place ? (
    <Link
      href={`${home}/c/${place.conversationId}?m=${place.messageId}`}
      aria-label={label}
      title={label}
      className={`${look} hover:bg-hover`}
    >
      {inside}
    </Link>
  ) : (
    <span role="img" aria-label={label} className={look}>
      {inside}
    </span>
  );
}
