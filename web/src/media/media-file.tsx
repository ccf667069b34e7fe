import { CircleAlert, Download, Eye, FileText, Maximize2, RefreshCw } from 'lucide-react';
import { useState } from 'react';
import type { Message, StoredFile } from '../../../contract/message.ts';
import { useDesk } from '../business/context.tsx';
import { useLocale, useWords } from '../i18n/language.ts';
import { Button } from '../look/button.tsx';
import { cleanName } from '../thread/clean.ts';
import { Gone, hasEnded } from './gone.tsx';
import { save, useLink } from './links.ts';
import { sizeIn } from './size-in.ts';
import { sounds } from './sound/one-sound.ts';
import { SoundFile } from './sound/sound-file.tsx';
import { lengthOf } from './sound/times.ts';
import { isViewable } from './view/viewable.ts';
import { viewed } from './view/viewed.ts';
import { useMediaWords } from './words.ts';

export interface MediaFileProps {
  readonly message: Message;
  readonly file: StoredFile;
}

/** The file of a message: where it is, why it is not here, or itself. */
export function MediaFile({ message, file }: MediaFileProps) {
  const words = useMediaWords();
  const desk = useDesk();
  switch (file.state) {
    case 'pending':
    case 'fetching':
      return (
        <p role="status" className="flex items-center gap-2 text-sm text-soft">
          <RefreshCw size={16} aria-hidden="true" className="shrink-0 motion-safe:animate-spin" />
          {file.failure === undefined ? words.waiting : words.waitingAgain}
        </p>
      );
    case 'failed':
      return <Failed message={message} file={file} />;
    case 'deleted':
      return <Gone file={file} />;
    case 'stored':
      return hasEnded(file, desk.clock.now()) ? <Gone file={file} /> : <Here message={message} file={file} />;
    default:
      return file.state satisfies never;
  }
}

function Failed({ message, file }: MediaFileProps) {
  const words = useMediaWords();
  const desk = useDesk();
  const [state, setState] = useState<'idle' | 'asking' | 'refused'>('idle');
  const { failure } = file;
  const reasons: Readonly<Record<string, string>> = words.reasons;
  const reason = failure && (reasons[failure.code] ?? failure.advice);
  const again = async () => {
    setState('asking');
    try {
      const params = { id: message.conversationId, messageId: message.id };
      await desk.call('POST /v1/conversations/{id}/messages/{messageId}/media/retry', { params });
      setState('idle');
    } catch {
      setState('refused');
    }
  };
  return (
    <div className="flex flex-col gap-2 rounded-lg bg-danger-ground px-3 py-2 text-sm text-danger">
      <p className="flex items-start gap-2">
        <CircleAlert size={18} aria-hidden="true" className="mt-0.5 shrink-0" />
        <span>
          <strong className="font-semibold">{words.failed}</strong> {reason}
        </span>
      </p>
      {failure?.retry && desk.may('conversations.send') ? (
        <Button busy={state === 'asking'} onClick={again} className="self-start">
          {words.again}
        </Button>
      ) : null}
      {state === 'refused' ? <p role="alert">{words.asked}</p> : null}
    </div>
  );
}

function Here({ message, file }: MediaFileProps) {
  const { content } = message;
  switch (content.kind) {
    case 'image':
    case 'sticker':
      return <Picture message={message} file={file} />;
    case 'video':
      return <Film message={message} file={file} />;
    case 'audio':
    case 'voice':
      return <SoundFile message={message} file={file} />;
    default:
      return <Document message={message} file={file} />;
  }
}

/** Its place is kept before it is loaded, so that the thread does not jump. */
function Picture({ message, file }: MediaFileProps) {
  const words = useMediaWords();
  const { width = 4, height = 3, thumbnail } = file;
  const { url, failed, reload } = useLink(message, thumbnail ? 'thumbnail' : 'original');
  const sticker = message.content.kind === 'sticker';
  const look = `h-auto max-w-full object-contain ${sticker ? 'max-h-40 w-40' : 'max-h-80 w-72'}`;
  if (failed) return <NoLink onAgain={reload} />;
  const picture = url ? (
    <img
      src={url}
      alt=""
      width={width}
      height={height}
      loading="lazy"
      decoding="async"
      referrerPolicy="no-referrer"
      onError={reload}
      className={look}
    />
  ) : (
    <svg viewBox={`0 0 ${width} ${height}`} aria-hidden="true" className={look} />
  );
  if (sticker) return picture;
  return (
    <button
      type="button"
      aria-label={words.open}
      aria-haspopup="dialog"
      onClick={() => viewed.set(message.id)}
      className="block overflow-hidden rounded-lg bg-ground"
    >
      {picture}
    </button>
  );
}

function Film({ message, file }: MediaFileProps) {
  const words = useMediaWords();
  const { kinds } = useWords();
  const locale = useLocale();
  const { width, height, durationMs, bytes } = file;
  const { url, failed, reload } = useLink(message, file.playable ? 'playable' : 'original');
  if (failed) return <NoLink onAgain={reload} />;
  const facts = [
    durationMs === undefined ? undefined : lengthOf(durationMs, locale),
    bytes === undefined ? undefined : sizeIn(bytes, locale),
  ];
  return (
    <div className="flex flex-col gap-1">
      {/* biome-ignore lint/a11y/useMediaCaption: customers' films come without captions */}
      <video
        // Its first picture is its poster: without a place in it, some browsers show nothing before it is played.
        src={url && `${url}#t=0.001`}
        controls
        preload="metadata"
        aria-label={kinds.video}
        width={width}
        height={height}
        onPlay={({ currentTarget }) => sounds(() => currentTarget.pause())}
        className="h-auto max-h-80 w-72 max-w-full rounded-lg bg-[#000]"
      />
      <p className="flex items-center gap-2 text-xs text-soft">
        <span className="grow">{facts.filter(Boolean).join(' · ')}</span>
        <button
          type="button"
          aria-label={words.openFilm}
          title={words.openFilm}
          aria-haspopup="dialog"
          onClick={() => viewed.set(message.id)}
          className="flex size-8 items-center justify-center rounded-full hover:bg-hover pointer-coarse:size-11"
        >
          <Maximize2 size={16} aria-hidden="true" />
        </button>
      </p>
    </div>
  );
}

function Document({ message, file }: MediaFileProps) {
  const words = useMediaWords();
  const locale = useLocale();
  const desk = useDesk();
  const [failed, setFailed] = useState(false);
  const { content } = message;
  const name = 'media' in content && content.media.filename ? cleanName(content.media.filename) : words.unknownType;
  const facts = [
    file.bytes === undefined ? undefined : sizeIn(file.bytes, locale),
    file.pages === undefined ? undefined : words.pages(file.pages),
  ];
  const keep = () => {
    setFailed(false);
    save(desk, message).then(
      (saved) => setFailed(!saved),
      () => setFailed(true),
    );
  };
  return (
    <div className="flex min-w-56 flex-col gap-1">
      <div className="flex items-center gap-3">
        <FileText size={24} aria-hidden="true" className="shrink-0 text-accent" />
        <span className="flex min-w-0 grow flex-col">
          <bdi className="own-line font-medium wrap-anywhere">{name}</bdi>
          <span className="text-sm text-soft">{facts.filter(Boolean).join(' · ')}</span>
        </span>
        {isViewable(message) ? (
          <button
            type="button"
            aria-label={words.lookAt(name)}
            title={words.lookAt(name)}
            aria-haspopup="dialog"
            onClick={() => viewed.set(message.id)}
            className="flex size-11 shrink-0 items-center justify-center rounded-full text-accent hover:bg-hover"
          >
            <Eye size={20} aria-hidden="true" />
          </button>
        ) : null}
        <button
          type="button"
          aria-label={words.saveNamed(name)}
          title={words.save}
          onClick={keep}
          className="flex size-11 shrink-0 items-center justify-center rounded-full text-accent hover:bg-hover"
        >
          <Download size={20} aria-hidden="true" />
        </button>
      </div>
      {failed ? <p role="alert">{words.linkFailed}</p> : null}
    </div>
  );
}

function NoLink({ onAgain }: { readonly onAgain: () => void }) {
  const words = useMediaWords();
  return (
    <div className="flex flex-col gap-2 text-sm">
      <p className="text-danger">{words.linkFailed}</p>
      <Button onClick={onAgain} className="self-start">
        {words.reload}
      </Button>
    </div>
  );
}
