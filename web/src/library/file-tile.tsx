import type { LibraryFile } from '../../../contract/library.ts';
import { useFormats } from '../business/context.tsx';
import { useLocale, useWords } from '../i18n/language.ts';
import { KindIcon } from '../inbox/kind-icon.tsx';
import { sizeIn } from '../media/size-in.ts';
import { clockOf } from '../media/sound/times.ts';
import { cleanName } from '../thread/clean.ts';
import { useFileLink } from './links.ts';

/** Pictures smaller than this are their own small picture. */
const smallBytes = 100_000;

export const isPicture = ({ kind }: LibraryFile): boolean => kind === 'image' || kind === 'sticker';

/** What it was called, or what it is. */
export function useFileName(file: LibraryFile): string {
  const { kinds } = useWords();
  return cleanName(file.name ?? '') || kinds[file.kind];
}

interface FileTileProps {
  readonly file: LibraryFile;
  readonly whose: string;
  /** Milliseconds. */
  readonly now: number;
  readonly open: () => void;
}

/** A file in the grid: its picture or its kind, what it is called and whose it is. */
export function FileTile({ file, whose, now, open }: FileTileProps) {
  const formats = useFormats();
  const locale = useLocale();
  const { kinds } = useWords();
  const name = useFileName(file);
  const variant = file.thumbnail ? 'thumbnail' : isPicture(file) && file.bytes <= smallBytes ? 'original' : undefined;
  const { url, reload } = useFileLink(file.id, variant ?? 'thumbnail', variant !== undefined);
  const facts = [
    file.durationMs === undefined ? sizeIn(file.bytes, locale) : clockOf(file.durationMs, locale),
    formats.listed(file.at, now),
  ];
  return (
    <button
      type="button"
      aria-haspopup="dialog"
      onClick={open}
      className="flex size-full flex-col overflow-hidden rounded-2xl border border-line bg-surface text-start hover:bg-hover"
    >
      <span className="flex aspect-[4/3] w-full items-center justify-center overflow-hidden bg-ground text-soft">
        {variant && url ? (
          <img
            src={url}
            alt=""
            loading="lazy"
            decoding="async"
            referrerPolicy="no-referrer"
            onError={reload}
            className={`size-full ${file.kind === 'sticker' ? 'object-contain p-3' : 'object-cover'}`}
          />
        ) : (
          <KindIcon kind={file.kind} size={36} />
        )}
      </span>
      <span className="flex w-full min-w-0 flex-col gap-0.5 p-3">
        <span className="flex min-w-0 items-center gap-1.5 font-medium">
          <span className="sr-only">{kinds[file.kind]}: </span>
          <span className="truncate">
            <bdi>{name}</bdi>
          </span>
        </span>
        <span className="truncate text-sm">
          <bdi>{whose}</bdi>
        </span>
        <span className="truncate text-sm text-soft">{facts.join(' · ')}</span>
      </span>
    </button>
  );
}
