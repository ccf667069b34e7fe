import { Download, MessageSquare, RefreshCw, Trash2, UserRound } from 'lucide-react';
import { type ReactNode, useState } from 'react';
import { Link } from 'wouter';
import type { LibraryFile } from '../../../contract/library.ts';
import { Refused } from '../api/client.ts';
import { useDesk, useFormats } from '../business/context.tsx';
import { reasonOf } from '../business/work.ts';
import { isolate } from '../i18n/isolate.ts';
import { useLocale, useWords } from '../i18n/language.ts';
import { KindIcon } from '../inbox/kind-icon.tsx';
import { Button } from '../look/button.tsx';
import { Dialog } from '../look/dialog.tsx';
import { sizeIn } from '../media/size-in.ts';
import { clockOf } from '../media/sound/times.ts';
import { isPicture, useFileName } from './file-tile.tsx';
import { saveFile, useFileLink } from './links.ts';
import { useLibraryWords } from './words.ts';

interface FileDialogProps {
  readonly file: LibraryFile;
  readonly whose: string;
  readonly home: string;
  readonly ofCustomer: (() => void) | undefined;
  readonly close: () => void;
  readonly removed: () => void;
}

/** One file: what it is, where it is shown, and what can be done with it. */
export function FileDialog({ file, whose, home, ofCustomer, close, removed }: FileDialogProps) {
  const words = useLibraryWords();
  const all = useWords();
  const desk = useDesk();
  const name = useFileName(file);
  const [deleting, setDeleting] = useState(false);
  const [trouble, setTrouble] = useState('');
  const save = async (): Promise<void> => {
    setTrouble('');
    try {
      if (!(await saveFile(desk, file.id))) setTrouble(words.linkFailed);
    } catch (failure) {
      setTrouble(reasonOf(failure, all));
    }
  };
  return (
    <Dialog title={deleting ? words.removeTitle : name} closeLabel={words.close} close={close}>
      <div className="flex flex-col gap-4 px-5 pb-5">
        {deleting ? (
          <Deleting file={file} home={home} back={() => setDeleting(false)} removed={removed} />
        ) : (
          <>
            <Preview file={file} />
            <Facts file={file} whose={whose} />
            <ShownIn file={file} home={home} />
            <p role="alert" className="rounded-xl bg-danger-ground px-3 py-2 text-sm text-danger empty:hidden">
              {trouble}
            </p>
            <div className="flex flex-wrap gap-2">
              <Button onClick={() => void save()}>
                <Download size={18} aria-hidden="true" />
                {words.save}
              </Button>
              {ofCustomer ? (
                <Button onClick={ofCustomer}>
                  <UserRound size={18} aria-hidden="true" />
                  {words.ofCustomer(isolate(whose))}
                </Button>
              ) : null}
              {desk.may('conversations.delete') ? (
                <Button className="text-danger!" onClick={() => setDeleting(true)}>
                  <Trash2 size={18} aria-hidden="true" />
                  {words.remove}
                </Button>
              ) : null}
            </div>
          </>
        )}
      </div>
    </Dialog>
  );
}

function Preview({ file }: { file: LibraryFile }) {
  const words = useLibraryWords();
  const shows = file.kind !== 'document';
  const { url, failed, reload } = useFileLink(file.id, 'original', shows);
  const name = useFileName(file);
  if (!shows)
    return (
      <p className="flex justify-center rounded-xl bg-ground p-8 text-soft">
        <KindIcon kind={file.kind} size={48} />
      </p>
    );
  if (failed)
    return (
      <p role="alert" className="flex flex-wrap items-center gap-3 rounded-xl bg-ground p-4">
        {words.linkFailed}
        <Button onClick={reload}>
          <RefreshCw size={18} aria-hidden="true" />
          {words.reload}
        </Button>
      </p>
    );
  if (isPicture(file))
    return (
      <div className="flex min-h-40 items-center justify-center rounded-xl bg-ground">
        {url ? (
          <img
            src={url}
            alt={name}
            referrerPolicy="no-referrer"
            onError={reload}
            className="max-h-[45dvh] max-w-full rounded-xl object-contain"
          />
        ) : null}
      </div>
    );
  if (file.kind === 'video')
    return (
      // biome-ignore lint/a11y/useMediaCaption: customers' films come without captions
      <video
        src={url && `${url}#t=0.001`}
        controls
        preload="metadata"
        aria-label={name}
        className="max-h-[45dvh] min-h-40 w-full rounded-xl bg-ground"
      />
    );
  // biome-ignore lint/a11y/useMediaCaption: what is said is with the message
  return <audio src={url} controls preload="metadata" aria-label={name} className="w-full" />;
}

function Facts({ file, whose }: { file: LibraryFile; whose: string }) {
  const words = useLibraryWords();
  const { kinds } = useWords();
  const locale = useLocale();
  const formats = useFormats();
  const facts: readonly (readonly [string, ReactNode])[] = [
    [words.kind, kinds[file.kind]],
    [words.who, <bdi key="who">{whose}</bdi>],
    [words.came, formats.full(file.at)],
    [words.size, sizeIn(file.bytes, locale)],
    ...(file.durationMs === undefined ? [] : [[words.length, clockOf(file.durationMs, locale)] as const]),
    ...(file.expiresAt === undefined ? [] : [[words.keptUntil, formats.full(file.expiresAt)] as const]),
  ];
  return (
    <dl className="grid grid-cols-[auto_1fr] gap-x-4 gap-y-1 text-sm">
      {facts.map(([label, value]) => (
        <div key={label} className="contents">
          <dt className="text-soft">{label}</dt>
          <dd className="min-w-0 wrap-anywhere">{value}</dd>
        </div>
      ))}
    </dl>
  );
}

/** When a message was sent: its id begins with it. */
const sentAt = (messageId: string): string => new Date(Number(messageId.slice(0, 13))).toISOString();

function ShownIn({ file, home }: { file: LibraryFile; home: string }) {
  const words = useLibraryWords();
  const formats = useFormats();
  const more = file.references - file.shownIn.length;
  return (
    <section className="flex flex-col gap-1">
      <h3 className="text-sm font-medium">{file.references > 0 ? words.shownIn(file.references) : words.shownNowhere}</h3>
      <ul className="flex max-h-40 flex-col overflow-y-auto empty:hidden">
        {file.shownIn.map(({ conversationId, messageId }) => (
          <li key={messageId}>
            <Link
              href={`${home}/c/${conversationId}?m=${messageId}`}
              className="flex min-h-11 items-center gap-2 rounded-lg px-2 text-accent -outline-offset-2 hover:bg-hover"
            >
              <MessageSquare size={18} aria-hidden="true" className="shrink-0" />
              {words.goTo(formats.full(sentAt(messageId)))}
            </Link>
          </li>
        ))}
      </ul>
      {more > 0 ? <p className="px-2 text-sm text-soft">{words.shownMore(more)}</p> : null}
    </section>
  );
}

interface DeletingProps {
  readonly file: LibraryFile;
  readonly home: string;
  readonly back: () => void;
  readonly removed: () => void;
}

/** Says what becomes of the messages, shows them, and asks once more. */
function Deleting({ file, home, back, removed }: DeletingProps) {
  const words = useLibraryWords();
  const all = useWords();
  const desk = useDesk();
  const [busy, setBusy] = useState(false);
  const [trouble, setTrouble] = useState('');
  const remove = async (): Promise<void> => {
    setBusy(true);
    setTrouble('');
    try {
      await desk.call('DELETE /v1/media/{fileId}', { params: { fileId: file.id } });
      removed();
    } catch (failure) {
      // Somebody was faster.
      if (failure instanceof Refused && failure.status === 404) removed();
      else setTrouble(reasonOf(failure, all));
    }
    setBusy(false);
  };
  return (
    <>
      <p className="text-pretty">{words.removeHint(file.references)}</p>
      {file.references > 0 ? <ShownIn file={file} home={home} /> : null}
      <p role="alert" className="rounded-xl bg-danger-ground px-3 py-2 text-sm text-danger empty:hidden">
        {trouble}
      </p>
      <div className="flex flex-wrap gap-2">
        <Button look="primary" busy={busy} className="bg-danger! text-ground!" onClick={() => void remove()}>
          {words.removeNow}
        </Button>
        <Button onClick={back}>{words.keep}</Button>
      </div>
    </>
  );
}
