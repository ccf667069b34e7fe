import { Mic, NotebookPen, SendHorizontal, Smile } from 'lucide-react';
import { type KeyboardEvent, type ReactNode, type RefObject, useEffect, useId, useRef, useState } from 'react';
import type { ConversationSummary } from '../../../contract/conversations.ts';
import { useDesk, useFormats } from '../business/context.tsx';
import { useWords } from '../i18n/language.ts';
import { nameOf } from '../inbox/inbox-row.tsx';
import { IconButton } from '../look/button.tsx';
import { lazily } from '../look/lazily.tsx';
import { isTouch } from '../look/media.ts';
import { Popover } from '../look/popover.tsx';
import { useCaret } from '../look/use-caret.ts';
import { draftOf, keepDraft } from './drafts.ts';
import { hasGaps } from './fill-in.ts';
import { Suggestions } from './suggestions.tsx';
import { replaced, tokenAt } from './token.ts';
import { type Suggestion, useSuggestions } from './use-suggestions.ts';

const EmojiGrid = lazily<{ take: (emoji: string) => void }>(async () => (await import('./emoji-grid.tsx')).EmojiGrid);

interface WritingProps {
  readonly row: ConversationSummary;
  readonly field: RefObject<HTMLTextAreaElement | null>;
  readonly note: boolean;
  readonly busy: boolean;
  /** Answers whether it has been taken: then the field is emptied. */
  readonly onSend: (text: string) => Promise<boolean> | boolean;
  readonly onEscape: () => void;
  /** Beside the field. */
  readonly tools?: ReactNode;
  /** In the place of sending while nothing is written. */
  readonly onRecord?: () => void;
}

/** The provider's limit for a text. */
const limit = 4096;
const warnBelow = 200;

export function Writing({ row, field, note, busy, onSend, onEscape, tools, onRecord }: WritingProps) {
  const words = useWords();
  const desk = useDesk();
  const formats = useFormats();
  const id = useId();
  const draftKey = note ? `${row.id}:note` : row.id;
  const [text, setText] = useState(() => draftOf(desk.storage, desk.business, draftKey));
  const putCaret = useCaret(field);
  const [caret, setCaret] = useState(0);
  const [at, setAt] = useState(0);
  const [dismissed, setDismissed] = useState(-1);
  const [emoji, setEmoji] = useState(false);
  const used = useRef(new Set<NonNullable<Suggestion['canned']>>());
  const token = tokenAt(text, caret, note ? '@' : '/');
  const open = token !== undefined && token.start !== dismissed;
  const items = useSuggestions(row, open ? token : undefined);
  const left = limit - text.trim().length;
  const sendable = text.trim() !== '' && left >= 0 && !busy;
  const gaps = !note && hasGaps(text);

  const keep = (value: string): void => {
    setText(value);
    keepDraft(desk.storage, desk.business, draftKey, value);
  };
  const put = (next: { readonly text: string; readonly caret: number }): void => {
    keep(next.text);
    setCaret(next.caret);
    putCaret(next.caret);
  };
  const follow = ({ currentTarget }: { readonly currentTarget: HTMLTextAreaElement }): void =>
    setCaret(currentTarget.selectionEnd);
  const take = (item: Suggestion): void => {
    if (!token) return;
    if (item.canned) used.current.add(item.canned);
    put(replaced(text, token, item.text));
    setAt(0);
  };
  const send = async (): Promise<void> => {
    if (!sendable) return;
    if (!(await onSend(text.trim()))) return;
    for (const one of used.current) {
      // Counting is no reason to disturb anybody.
      desk.call('POST /v1/canned-responses/{id}/uses', { params: { id: one } }).catch(() => undefined);
    }
    used.current.clear();
    keep('');
    setCaret(0);
    field.current?.focus();
  };
  const onKeyDown = (event: KeyboardEvent<HTMLTextAreaElement>): void => {
    const composing = event.nativeEvent.isComposing;
    if (open && !composing) {
      const last = (items?.length ?? 0) - 1;
      const chosen = items?.[at];
      if (event.key === 'ArrowDown') setAt(Math.min(at + 1, last));
      else if (event.key === 'ArrowUp') setAt(Math.max(at - 1, 0));
      else if ((event.key === 'Enter' || event.key === 'Tab') && chosen) take(chosen);
      else if (event.key === 'Escape') setDismissed(token.start);
      else {
        enter(event, composing);
        return;
      }
      event.preventDefault();
      return;
    }
    if (event.key === 'Escape') {
      onEscape();
      // Out of the field: from here single keys are shortcuts.
      event.currentTarget.blur();
    }
    enter(event, composing);
  };
  const enter = (event: KeyboardEvent<HTMLTextAreaElement>, composing: boolean): void => {
    // Enter that picks a word in an input method is not a wish to send; on a touch keyboard it is a new line.
    if (event.key !== 'Enter' || event.shiftKey || composing || isTouch()) return;
    event.preventDefault();
    void send();
  };
  useEffect(() => {
    // On a phone the keyboard would cover the messages that were to be read first.
    if (!isTouch()) field.current?.focus();
  }, [field]);
  const told = [left < warnBelow ? `${id}-left` : '', gaps ? `${id}-gaps` : ''].filter(Boolean).join(' ');
  return (
    <form
      className="relative flex items-end gap-1"
      onSubmit={(event) => {
        event.preventDefault();
        void send();
      }}
    >
      {open ? <Suggestions id={`${id}-list`} kind={note ? 'mention' : 'canned'} items={items} at={at} take={take} /> : null}
      <div className="flex h-11 items-center">
        <Popover
          label={words.desk.emoji}
          open={emoji}
          close={() => setEmoji(false)}
          above
          width="md:w-80"
          trigger={
            <IconButton label={words.desk.emoji} aria-haspopup="dialog" aria-expanded={emoji} onClick={() => setEmoji(!emoji)}>
              <Smile size={22} aria-hidden="true" />
            </IconButton>
          }
        >
          <EmojiGrid
            take={(one) => {
              const place = field.current?.selectionEnd ?? text.length;
              setEmoji(false);
              put({ text: text.slice(0, place) + one + text.slice(place), caret: place + one.length });
            }}
          />
        </Popover>
        {tools}
      </div>
      <div className="flex min-w-0 grow flex-col">
        <textarea
          ref={field}
          aria-label={note ? words.desk.noteLabel : words.composer.label(nameOf(row, words))}
          aria-describedby={told || undefined}
          aria-invalid={left < 0 || undefined}
          aria-autocomplete="list"
          aria-haspopup="listbox"
          aria-controls={open ? `${id}-list` : undefined}
          aria-activedescendant={open && items?.[at] ? `${id}-list-${at}` : undefined}
          // Nothing written yet has no direction of its own: the page's.
          dir={text === '' ? undefined : 'auto'}
          rows={1}
          placeholder={note ? words.desk.notePlaceholder : words.composer.placeholder}
          value={text}
          onChange={({ currentTarget }) => {
            keep(currentTarget.value);
            setCaret(currentTarget.selectionEnd);
            setAt(0);
            setDismissed(-1);
            if (!note && currentTarget.value.trim() !== '') desk.typing(row.id);
          }}
          // No one event tells that the caret was moved.
          onKeyUp={follow}
          onPointerUp={follow}
          onKeyDown={onKeyDown}
          className={`writing min-h-11 w-full rounded-2xl border px-4 py-2.5 -outline-offset-1 leading-snug placeholder:text-soft ${note ? 'border-warn bg-warn-ground' : 'border-edge bg-raised'}`}
        />
        {gaps ? (
          <p id={`${id}-gaps`} className="px-4 pt-1 text-xs text-warn">
            {words.desk.gaps}
          </p>
        ) : null}
        {left < warnBelow ? (
          <p
            id={`${id}-left`}
            role={left < 0 ? 'alert' : undefined}
            className={`px-4 pt-1 text-xs ${left < 0 ? 'text-danger' : 'text-soft'}`}
          >
            {left < 0 ? words.composer.over(formats.number(-left)) : words.composer.left(formats.number(left))}
          </p>
        ) : null}
      </div>
      {onRecord && text.trim() === '' && 'MediaRecorder' in window ? (
        <IconButton label={words.desk.record} onClick={onRecord}>
          <Mic size={22} aria-hidden="true" />
        </IconButton>
      ) : (
        <button
          type="submit"
          aria-label={note ? words.desk.noteSave : words.composer.send}
          title={note ? words.desk.noteSave : words.composer.send}
          disabled={!sendable}
          className={`flex size-11 shrink-0 items-center justify-center rounded-full hover:brightness-110 disabled:bg-line disabled:text-soft ${note ? 'bg-warn text-warn-ground' : 'bg-accent text-on-accent'}`}
        >
          {note ? (
            <NotebookPen size={20} aria-hidden="true" />
          ) : (
            <SendHorizontal size={20} aria-hidden="true" className="rtl:-scale-x-100" />
          )}
        </button>
      )}
    </form>
  );
}
