import { Lock, SendHorizontal, X } from 'lucide-react';
import { type KeyboardEvent, type RefObject, useEffect, useId, useState } from 'react';
import type { ConversationSummary } from '../../../contract/conversations.ts';
import type { Message } from '../../../contract/message.ts';
import { useDesk, useFormats } from '../business/context.tsx';
import { useNow } from '../business/use-now.ts';
import { useWords } from '../i18n/language.ts';
import { nameOf } from '../inbox/inbox-row.tsx';
import { IconButton } from '../look/button.tsx';
import { authorOf, inWords } from '../thread/in-words.ts';
import { draftOf, keepDraft } from './drafts.ts';
import { windowState } from './window.ts';

interface ComposerProps {
  readonly row: ConversationSummary;
  readonly field: RefObject<HTMLTextAreaElement | null>;
  readonly replyTo: Message | undefined;
  readonly onCancelReply: () => void;
  readonly onSend: (text: string) => void;
}

/** The provider's limit for a text. */
const limit = 4096;
const warnBelow = 200;
const countdownBelowMs = 6 * 3_600_000;

export function Composer({ row, field, replyTo, onCancelReply, onSend }: ComposerProps) {
  const words = useWords();
  const desk = useDesk();
  const now = useNow(15_000);
  const formats = useFormats();
  if (!desk.may('conversations.send')) return <Closed title={words.composer.readOnly} />;
  const free = windowState(row.windowClosesAt, now);
  if (free.state === 'closed') return <Closed title={words.composer.closedTitle} hint={words.composer.closedHint} />;
  if (free.state === 'never') return <Closed title={words.composer.closedTitle} hint={words.composer.neverWrote} />;
  return (
    <footer className="shrink-0 border-t border-line bg-surface px-2 pt-2 pb-[max(0.5rem,env(safe-area-inset-bottom))] md:px-4">
      {free.leftMs < countdownBelowMs ? (
        <p className="px-2 pb-1.5 text-xs text-soft">{words.composer.closes(formats.duration(free.leftMs))}</p>
      ) : null}
      {replyTo ? <ReplyStrip row={row} replyTo={replyTo} onCancel={onCancelReply} /> : null}
      <Writing row={row} field={field} onSend={onSend} onCancelReply={onCancelReply} />
    </footer>
  );
}

function Writing({ row, field, onSend, onCancelReply }: Omit<ComposerProps, 'replyTo'>) {
  const words = useWords();
  const desk = useDesk();
  const formats = useFormats();
  const id = useId();
  const [text, setText] = useState(() => draftOf(desk.storage, desk.business, row.id));
  const left = limit - text.trim().length;
  const sendable = text.trim() !== '' && left >= 0;
  const keep = (value: string): void => {
    setText(value);
    keepDraft(desk.storage, desk.business, row.id, value);
  };
  const send = (): void => {
    if (!sendable) return;
    onSend(text.trim());
    keep('');
    field.current?.focus();
  };
  const onKeyDown = (event: KeyboardEvent<HTMLTextAreaElement>): void => {
    if (event.key === 'Escape') onCancelReply();
    // Enter that picks a word in an input method is not a wish to send; on a touch keyboard it is a new line.
    if (event.key !== 'Enter' || event.shiftKey || event.nativeEvent.isComposing || isTouch()) return;
    event.preventDefault();
    send();
  };
  useEffect(() => {
    // On a phone the keyboard would cover the messages that were to be read first.
    if (!isTouch()) field.current?.focus();
  }, [field]);
  return (
    <form
      className="flex items-end gap-2"
      onSubmit={(event) => {
        event.preventDefault();
        send();
      }}
    >
      <div className="flex min-w-0 grow flex-col">
        <textarea
          ref={field}
          aria-label={words.composer.label(nameOf(row, words))}
          aria-describedby={left < warnBelow ? id : undefined}
          aria-invalid={left < 0 || undefined}
          dir="auto"
          rows={1}
          placeholder={words.composer.placeholder}
          value={text}
          onChange={({ currentTarget }) => {
            keep(currentTarget.value);
            if (currentTarget.value.trim() !== '') desk.typing(row.id);
          }}
          onKeyDown={onKeyDown}
          className="writing min-h-11 w-full rounded-2xl border border-edge bg-raised px-4 py-2.5 -outline-offset-1 leading-snug placeholder:text-soft"
        />
        {left < warnBelow ? (
          <p
            id={id}
            role={left < 0 ? 'alert' : undefined}
            className={`px-4 pt-1 text-xs ${left < 0 ? 'text-danger' : 'text-soft'}`}
          >
            {left < 0 ? words.composer.over(formats.number(-left)) : words.composer.left(formats.number(left))}
          </p>
        ) : null}
      </div>
      <button
        type="submit"
        aria-label={words.composer.send}
        title={words.composer.send}
        disabled={!sendable}
        className="flex size-11 shrink-0 items-center justify-center rounded-full bg-accent text-on-accent hover:brightness-110 disabled:bg-line disabled:text-soft"
      >
        <SendHorizontal size={20} aria-hidden="true" className="rtl:-scale-x-100" />
      </button>
    </form>
  );
}

const isTouch = (): boolean => matchMedia('(pointer: coarse)').matches;

function ReplyStrip({ row, replyTo, onCancel }: { row: ConversationSummary; replyTo: Message; onCancel: () => void }) {
  const words = useWords();
  const me = useDesk().membership.employeeId;
  const author = authorOf(replyTo, me, nameOf(row, words), words);
  return (
    <div className="mb-2 flex items-center gap-2 rounded-xl border-s-4 border-accent bg-ground ps-3">
      <p className="min-w-0 grow py-1.5 text-sm">
        <span className="block truncate font-semibold text-accent">
          <bdi>{author === words.thread.you ? words.composer.replyingSelf : words.composer.replying(author)}</bdi>
        </span>
        <span dir="auto" className="block truncate text-soft">
          {inWords(replyTo, words)}
        </span>
      </p>
      <IconButton label={words.composer.cancelReply} onClick={onCancel}>
        <X size={18} aria-hidden="true" />
      </IconButton>
    </div>
  );
}

function Closed({ title, hint }: { title: string; hint?: string }) {
  return (
    <footer className="flex shrink-0 items-start gap-3 border-t border-line bg-surface p-4 text-sm">
      <Lock size={18} aria-hidden="true" className="mt-0.5 shrink-0 text-soft" />
      <p>
        <strong className="block font-semibold">{title}</strong>
        {hint ? <span className="text-soft">{hint}</span> : null}
      </p>
    </footer>
  );
}
