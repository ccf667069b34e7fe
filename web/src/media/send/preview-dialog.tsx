import { FileText, Music, X } from 'lucide-react';
import { useEffect, useId, useRef, useState } from 'react';
import { useLocale } from '../../i18n/language.ts';
import { Button, IconButton } from '../../look/button.tsx';
import { Dialog } from '../../look/dialog.tsx';
import { isTouch } from '../../look/media.ts';
import { cleanName } from '../../thread/clean.ts';
import { sizeIn } from '../size-in.ts';
import { accepted } from './accepted.ts';
import { type Prepared, prepared } from './prepare.ts';
import type { Chosen } from './sendings.ts';
import { useAttachWords } from './words.ts';

interface PreviewDialogProps {
  readonly files: readonly File[];
  readonly close: () => void;
  readonly onSend: (chosen: readonly Chosen[]) => void;
}

/** The provider's limit. */
const longestCaption = 1024;

/** What will be sent, each with its caption, and what cannot be sent with the reason. */
export function PreviewDialog({ files, close, onSend }: PreviewDialogProps) {
  const words = useAttachWords();
  const picker = useRef<HTMLInputElement>(null);
  const [items, setItems] = useState<readonly Prepared[]>([]);
  const [captions, setCaptions] = useState<ReadonlyMap<string, string>>(new Map());
  const [coming, setComing] = useState(files.length);
  const shownNow = useRef(items);
  shownNow.current = items;
  const sent = useRef(false);
  const add = async (more: readonly File[]): Promise<void> => {
    for (const file of more) {
      const item = await prepared(file);
      setItems((known) => [...known, item]);
      setComing((count) => count - 1);
    }
  };
  // biome-ignore lint/correctness/useExhaustiveDependencies: the files it was opened with, once
  useEffect(() => {
    void add(files);
    return () => {
      // Of what is sent, the bubble still shows it.
      if (!sent.current) for (const { preview } of shownNow.current) if (preview) URL.revokeObjectURL(preview);
    };
  }, []);
  const remove = ({ key, preview }: Prepared): void => {
    if (preview) URL.revokeObjectURL(preview);
    setItems(items.filter((one) => one.key !== key));
  };
  const going = items.flatMap(({ key, file, kind, mimeType, name, preview }): Chosen[] =>
    kind === undefined
      ? []
      : [
          {
            file,
            caption: captions.get(key) ?? '',
            shown: {
              kind,
              mimeType,
              bytes: file.size,
              ...(name ? { name: cleanName(name) } : {}),
              ...(preview ? { preview } : {}),
            },
          },
        ],
  );
  return (
    <Dialog title={words.title(Math.max(1, items.length + coming))} closeLabel={words.cancel} close={close}>
      <form
        className="flex flex-col gap-4 p-5 pt-2"
        onSubmit={(event) => {
          event.preventDefault();
          if (going.length === 0 || coming > 0) return;
          sent.current = true;
          onSend(going);
        }}
      >
        <ul className="flex flex-col gap-4">
          {items.map((item, index) => (
            <Item
              key={item.key}
              first={index === 0}
              item={item}
              caption={captions.get(item.key) ?? ''}
              onCaption={(text) => setCaptions(new Map(captions).set(item.key, text))}
              onRemove={() => remove(item)}
            />
          ))}
        </ul>
        <p role="status" className="text-sm text-soft empty:hidden">
          {coming > 0 ? words.preparing : going.length === 0 ? words.nothing : null}
        </p>
        <div className="flex flex-wrap justify-end gap-2">
          <input
            ref={picker}
            type="file"
            multiple
            hidden
            accept={accepted}
            onChange={({ currentTarget }) => {
              const more = [...(currentTarget.files ?? [])];
              currentTarget.value = '';
              setComing(coming + more.length);
              void add(more);
            }}
          />
          <Button onClick={() => picker.current?.click()}>{words.add}</Button>
          <Button type="submit" look="primary" disabled={going.length === 0} busy={coming > 0}>
            {words.send(Math.max(1, going.length))}
          </Button>
        </div>
      </form>
    </Dialog>
  );
}

interface ItemProps {
  readonly first: boolean;
  readonly item: Prepared;
  readonly caption: string;
  readonly onCaption: (text: string) => void;
  readonly onRemove: () => void;
}

function Item({ first, item, caption, onCaption, onRemove }: ItemProps) {
  const words = useAttachWords();
  const locale = useLocale();
  const id = useId();
  const { kind, file, preview, refused, limit, redrawn } = item;
  const name = cleanName(item.name) || words.noName;
  const field = useRef<HTMLInputElement>(null);
  // biome-ignore lint/correctness/useExhaustiveDependencies: when it comes, once
  useEffect(() => {
    // On a phone the keyboard would cover what is to be sent.
    if (first && !isTouch()) field.current?.focus();
  }, []);
  return (
    <li className="flex gap-3" data-attached={refused ?? kind}>
      <span className="flex size-20 shrink-0 items-center justify-center overflow-hidden rounded-xl bg-ground text-soft">
        {kind === 'image' ? (
          <img src={preview} alt="" className="size-full object-cover" />
        ) : kind === 'video' ? (
          <video src={preview} muted preload="metadata" className="size-full object-cover" />
        ) : kind === 'audio' ? (
          <Music size={28} aria-hidden="true" />
        ) : (
          <FileText size={28} aria-hidden="true" />
        )}
      </span>
      <div className="flex min-w-0 grow flex-col gap-1">
        <div className="flex items-start gap-1">
          <p className="min-w-0 grow pt-1">
            <bdi className="own-line line-clamp-2 text-sm font-medium wrap-anywhere">{name}</bdi>
            <span className="block text-xs text-soft">
              {sizeIn(file.size, locale)}
              {redrawn ? ` · ${words.redrawn}` : null}
            </span>
          </p>
          <IconButton label={words.remove(name)} onClick={onRemove}>
            <X size={18} aria-hidden="true" />
          </IconButton>
        </div>
        {refused ? (
          <p role="alert" className="text-sm text-danger">
            {refused === 'too-large' ? words.refused['too-large'](sizeIn(roundMb(limit), locale)) : words.refused[refused]}
          </p>
        ) : kind === 'audio' ? null : (
          <>
            <label htmlFor={id} className="sr-only">
              {words.captionOf(name)}
            </label>
            <input
              ref={field}
              id={id}
              type="text"
              // Nothing written yet has no direction of its own: the page's.
              dir={caption === '' ? undefined : 'auto'}
              value={caption}
              maxLength={longestCaption}
              placeholder={words.caption}
              onChange={({ currentTarget }) => onCaption(currentTarget.value)}
              className="min-h-11 w-full rounded-xl border border-edge bg-raised px-3 placeholder:text-soft"
            />
          </>
        )}
      </div>
    </li>
  );
}

/** People say 16 MB for 16 times 1,048,576 bytes. */
const roundMb = (limit = 0): number => Math.round(limit / 1_048_576) * 1_000_000;
