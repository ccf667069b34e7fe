import { ChevronLeft, ChevronRight, Download, X, ZoomIn, ZoomOut } from 'lucide-react';
import { type KeyboardEvent, type ReactNode, useEffect, useId, useRef, useState } from 'react';
import type { Message } from '../../../../contract/message.ts';
import { useDesk, useFormats } from '../../business/context.tsx';
import { useLocale, useWords } from '../../i18n/language.ts';
import { Spinner } from '../../look/button.tsx';
import { cleanName, cleanText } from '../../thread/clean.ts';
import { authorOf } from '../../thread/in-words.ts';
import { save, useLink } from '../links.ts';
import { sounds } from '../sound/one-sound.ts';
import { useMediaWords } from '../words.ts';
import { PdfFrame } from './pdf-frame.tsx';
import { isViewable } from './viewable.ts';
import type { Gesture, Point } from './zoom.ts';
import { Zoomable } from './zoomable.tsx';

export interface ViewerProps {
  /** Those of the conversation that are loaded. */
  readonly messages: readonly Message[];
  readonly id: string;
  readonly customer: string;
  readonly show: (id: string | undefined) => void;
}

const zoomStep = 1.5;
const moveStep = 60;

/** Pictures, films and PDFs of a conversation over the whole window, one after the other. */
export function Viewer({ messages, id, customer, show }: ViewerProps) {
  const words = useMediaWords();
  const all = useWords();
  const desk = useDesk();
  const formats = useFormats();
  const locale = useLocale();
  const title = useId();
  const box = useRef<HTMLDialogElement>(null);
  const zoomBy = useRef<(factor: number) => void>(() => undefined);
  const moveBy = useRef<(by: Point) => boolean>(() => false);
  const [saveFailed, setSaveFailed] = useState(false);
  const items = messages.filter(isViewable);
  const at = items.findIndex((one) => one.id === id);
  const message = items[at];
  useEffect(() => {
    const dialog = box.current;
    if (dialog && !dialog.open) dialog.showModal();
    return () => dialog?.close();
  }, []);
  // Deleted while it is looked at.
  useEffect(() => {
    if (!message) show(undefined);
  }, [message, show]);
  if (!message) return null;
  const step = (by: 1 | -1): void => {
    const next = items[at + by];
    if (next) {
      setSaveFailed(false);
      show(next.id);
    }
  };
  const onGesture = (gesture: NonNullable<Gesture>): void => {
    if (gesture === 'close') show(undefined);
    else step(gesture === 'next' ? 1 : -1);
  };
  const onKeyDown = (event: KeyboardEvent): void => {
    // Films have keys of their own.
    if (event.target instanceof HTMLVideoElement || event.ctrlKey || event.metaKey || event.altKey) return;
    const towards: Readonly<Record<string, Point>> = {
      ArrowLeft: { x: moveStep, y: 0 },
      ArrowRight: { x: -moveStep, y: 0 },
      ArrowUp: { x: 0, y: moveStep },
      ArrowDown: { x: 0, y: -moveStep },
    };
    const by = towards[event.key];
    if (by) {
      if (moveBy.current(by)) event.preventDefault();
      else if (by.x !== 0) step(by.x < 0 === (document.dir === 'rtl') ? -1 : 1);
    } else if (event.key === '+' || event.key === '=') zoomBy.current(zoomStep);
    else if (event.key === '-') zoomBy.current(1 / zoomStep);
    else if (event.key === '0') zoomBy.current(0);
  };
  const { content } = message;
  const caption = 'media' in content ? cleanText(content.media.caption ?? '').trim() : '';
  const picture = content.kind === 'image';
  const number = (value: number): string => new Intl.NumberFormat(locale).format(value);
  const author = authorOf(message, desk.membership.employeeId, customer, all);
  const keep = (): void => {
    setSaveFailed(false);
    save(desk, message).then(
      (saved) => setSaveFailed(!saved),
      () => setSaveFailed(true),
    );
  };
  return (
    <dialog
      ref={box}
      aria-labelledby={title}
      onKeyDown={onKeyDown}
      onClose={() => {
        // Taken off the page it closes too, a moment later: by then nobody has asked for anything.
        if (box.current) show(undefined);
      }}
      className="m-0 flex h-dvh max-h-none w-dvw max-w-none flex-col bg-[#0b110f] text-[#e6eeea] backdrop:bg-[#000c]"
    >
      <div className="flex min-h-14 shrink-0 items-center gap-1 ps-4 pe-2 pt-[env(safe-area-inset-top)]">
        <h2 id={title} className="min-w-0 grow text-sm">
          <bdi className="own-line block truncate font-semibold">{author}</bdi>
          <span className="block truncate text-[#a7b7af]">
            {formats.full(message.sentAt)}
            {items.length > 1 ? ` · ${words.oneOf(number(at + 1), number(items.length))}` : null}
          </span>
        </h2>
        {picture ? (
          <>
            <Tool label={words.smaller} onClick={() => zoomBy.current(1 / zoomStep)}>
              <ZoomOut size={20} aria-hidden="true" />
            </Tool>
            <Tool label={words.larger} onClick={() => zoomBy.current(zoomStep)}>
              <ZoomIn size={20} aria-hidden="true" />
            </Tool>
          </>
        ) : null}
        <Tool label={words.saveNamed(nameOf(message, all.kinds[content.kind]))} onClick={keep}>
          <Download size={20} aria-hidden="true" />
        </Tool>
        <Tool label={words.close} onClick={() => show(undefined)} first>
          <X size={22} aria-hidden="true" />
        </Tool>
      </div>
      <div className="relative min-h-0 grow" data-viewed={message.id}>
        <Shown key={message.id} message={message} onGesture={onGesture} zoomBy={zoomBy} moveBy={moveBy} />
        {at > 0 ? (
          <Tool
            label={words.previous}
            onClick={() => step(-1)}
            className="absolute start-2 top-1/2 -translate-y-1/2 bg-[#0b110fb0]"
          >
            <ChevronLeft size={26} aria-hidden="true" className="rtl:-scale-x-100" />
          </Tool>
        ) : null}
        {at < items.length - 1 ? (
          <Tool label={words.next} onClick={() => step(1)} className="absolute end-2 top-1/2 -translate-y-1/2 bg-[#0b110fb0]">
            <ChevronRight size={26} aria-hidden="true" className="rtl:-scale-x-100" />
          </Tool>
        ) : null}
      </div>
      {saveFailed ? (
        <p role="alert" className="px-4 pt-2 text-center text-sm text-[#ff9e96]">
          {words.linkFailed}
        </p>
      ) : null}
      {caption ? (
        <p
          dir="auto"
          className="max-h-32 shrink-0 overflow-y-auto px-4 py-3 text-center text-sm whitespace-pre-wrap wrap-anywhere"
        >
          {caption}
        </p>
      ) : null}
    </dialog>
  );
}

const nameOf = ({ content }: Message, kind: string): string =>
  ('media' in content && content.media.filename && cleanName(content.media.filename)) || kind;

interface ShownProps {
  readonly message: Message;
  readonly onGesture: (gesture: NonNullable<Gesture>) => void;
  readonly zoomBy: { current: (factor: number) => void };
  readonly moveBy: { current: (by: Point) => boolean };
}

function Shown({ message, onGesture, zoomBy, moveBy }: ShownProps) {
  const words = useMediaWords();
  const all = useWords();
  const { url, failed, reload } = useLink(message, message.file?.playable ? 'playable' : 'original');
  const [broken, setBroken] = useState(0);
  const name = nameOf(message, all.kinds[message.content.kind]);
  // Nothing to zoom in, unless a picture says otherwise.
  zoomBy.current = () => undefined;
  moveBy.current = () => false;
  // An address that is too old is the usual reason, once.
  const again = (): void => {
    setBroken(broken + 1);
    if (broken === 0) reload();
  };
  if (failed || broken > 1) {
    return <p className="flex size-full items-center justify-center p-6 text-center">{words.linkFailed}</p>;
  }
  if (!url) {
    return (
      <p role="status" className="flex size-full items-center justify-center">
        <Spinner />
        <span className="sr-only">{all.loading}</span>
      </p>
    );
  }
  switch (message.content.kind) {
    case 'image':
      return (
        <Zoomable
          src={url}
          alt={name}
          onGesture={onGesture}
          onBroken={again}
          handle={(zoom, move) => {
            zoomBy.current = zoom;
            moveBy.current = move;
          }}
        />
      );
    case 'video':
      return (
        // biome-ignore lint/a11y/useMediaCaption: customers' films come without captions
        <video
          src={url}
          controls
          aria-label={name}
          onPlay={({ currentTarget }) => sounds(() => currentTarget.pause())}
          onError={again}
          className="size-full object-contain"
        />
      );
    default:
      return <PdfFrame url={url} name={name} />;
  }
}

interface ToolProps {
  readonly label: string;
  readonly onClick: () => void;
  readonly first?: boolean;
  readonly className?: string;
  readonly children: ReactNode;
}

function Tool({ label, onClick, first, className = '', children }: ToolProps) {
  return (
    <button
      type="button"
      aria-label={label}
      title={label}
      // biome-ignore lint/a11y/noAutofocus: a dialog begins at its way out
      autoFocus={first}
      onClick={onClick}
      className={`inline-flex size-11 shrink-0 items-center justify-center rounded-full hover:bg-[#ffffff26] ${className}`}
    >
      {children}
    </button>
  );
}
