import { Bot, Lock, StickyNote, Users, X } from 'lucide-react';
import { type RefObject, useState } from 'react';
import type { ConversationSummary } from '../../../contract/conversations.ts';
import type { Message } from '../../../contract/message.ts';
import { useCommand } from '../business/commands.ts';
import { useDesk, useFormats } from '../business/context.tsx';
import { useColleagues } from '../business/shared.ts';
import { useNow } from '../business/use-now.ts';
import { reasonOf } from '../business/work.ts';
import { useWords } from '../i18n/language.ts';
import { nameOf } from '../inbox/inbox-row.tsx';
import { IconButton } from '../look/button.tsx';
import { lazily } from '../look/lazily.tsx';
import { useStore } from '../look/use-store.ts';
import type { RecorderBarProps } from '../media/record/recorder-bar.tsx';
import type { AttachButtonProps } from '../media/send/attach-button.tsx';
import { viewersOf, writersOf } from '../realtime/colleagues.ts';
import { cleanName } from '../thread/clean.ts';
import { authorOf, inWords } from '../thread/in-words.ts';
import { mentionedIn } from '../thread/mentions.ts';
import { keepDraft } from './drafts.ts';
import { suggestedIn } from './suggested.ts';
import type { SuggestedBarProps } from './suggested-bar.tsx';
import { type WindowState, windowState } from './window.ts';
import { Writing } from './writing.tsx';

interface ComposerProps {
  readonly row: ConversationSummary;
  /** The newest of the thread. */
  readonly messages: readonly Message[];
  readonly field: RefObject<HTMLTextAreaElement | null>;
  readonly replyTo: Message | undefined;
  readonly onCancelReply: () => void;
  readonly onSend: (text: string) => void;
  readonly onNote: () => void;
  /** Files or a voice note are on their way. */
  readonly onFiles: () => void;
}

const AttachButton = lazily<AttachButtonProps>(async () => (await import('../media/send/attach-button.tsx')).AttachButton);
const RecorderBar = lazily<RecorderBarProps>(async () => (await import('../media/record/recorder-bar.tsx')).RecorderBar);

const SuggestedBar = lazily<SuggestedBarProps>(async () => (await import('./suggested-bar.tsx')).SuggestedBar);

const countdownBelowMs = 6 * 3_600_000;

export function Composer({ row, messages, field, replyTo, onCancelReply, onSend, onNote, onFiles }: ComposerProps) {
  const words = useWords();
  const desk = useDesk();
  const now = useNow(15_000);
  const free = windowState(row.windowClosesAt, now);
  const maySend = desk.may('conversations.send');
  const mayNote = desk.may('notes.write');
  const [wantsNote, setWantsNote] = useState(false);
  const saving = useNote(row, onNote);
  const [recording, setRecording] = useState(false);
  const open = maySend && free.state === 'open';
  const note = mayNote && wantsNote;
  // A suggestion that is being changed is in the field, which begins anew with it.
  const [edited, setEdited] = useState<string>();
  const suggested = row.mode === 'hybrid' ? suggestedIn(messages) : undefined;
  const edit = (text: string): void => {
    keepDraft(desk.storage, desk.business, row.id, text);
    setEdited(suggested?.id);
    setTimeout(() => field.current?.focus());
  };
  const write = (asNote: boolean): void => {
    setWantsNote(asNote);
    if (asNote === note) field.current?.focus();
    // The other field is there only afterwards.
    setTimeout(() => field.current?.focus());
  };
  useCommand('reply', open ? () => write(false) : undefined);
  useCommand('note', mayNote ? () => write(true) : undefined);
  return (
    <footer className="shrink-0 border-t border-line bg-surface px-2 pb-[max(0.5rem,env(safe-area-inset-bottom))] md:px-4">
      <Collision id={row.id} />
      {mayNote ? <Kinds note={note} choose={write} /> : <div className="h-2" />}
      {note ? (
        <Writing key="note" note row={row} field={field} busy={saving.busy} onSend={saving.save} onEscape={() => write(false)} />
      ) : open ? (
        <>
          <Before row={row} free={free} now={now} suggested={suggested !== undefined} />
          {suggested && suggested.id !== edited ? (
            <SuggestedBar conversationId={row.id} suggested={suggested} onSend={onSend} onEdit={edit} />
          ) : null}
          {replyTo ? <ReplyStrip row={row} replyTo={replyTo} onCancel={onCancelReply} /> : null}
          {recording ? (
            <RecorderBar conversationId={row.id} replyTo={replyTo} onSent={onFiles} close={() => setRecording(false)} />
          ) : (
            <Writing
              key={`message ${edited ?? ''}`}
              note={false}
              row={row}
              field={field}
              busy={false}
              tools={<AttachButton conversationId={row.id} replyTo={replyTo} onSent={onFiles} />}
              onRecord={() => setRecording(true)}
              onEscape={onCancelReply}
              onSend={(text) => {
                onSend(text);
                return true;
              }}
            />
          )}
        </>
      ) : (
        <Closed
          title={maySend ? words.composer.closedTitle : words.composer.readOnly}
          hint={
            maySend
              ? [
                  free.state === 'never' ? words.composer.neverWrote : words.composer.closedHint,
                  ...(mayNote ? [words.desk.closedNote] : []),
                ].join(' ')
              : undefined
          }
        />
      )}
    </footer>
  );
}

/** Saves a private note; on failure the text stays in the field. */
function useNote(row: ConversationSummary, saved: () => void) {
  const desk = useDesk();
  const colleagues = useColleagues();
  const [busy, setBusy] = useState(false);
  // Kept over tries: a note whose answer was lost is not written twice.
  const [attempt, setAttempt] = useState<{ readonly text: string; readonly clientId: string }>();
  const save = async (text: string): Promise<boolean> => {
    const clientId = attempt?.text === text ? attempt.clientId : desk.newClientId(row.id);
    setAttempt({ text, clientId });
    setBusy(true);
    try {
      const body = { clientId, text, mentions: mentionedIn(text, colleagues) };
      desk.putMessage(await desk.call('POST /v1/conversations/{id}/notes', { params: { id: row.id }, body }));
      setAttempt(undefined);
      saved();
      return true;
    } catch (error) {
      desk.notices.tell('danger', (all) => `${all.desk.noteFailed} ${reasonOf(error, all)}`);
      return false;
    } finally {
      setBusy(false);
    }
  };
  return { busy, save };
}

function Kinds({ note, choose }: { note: boolean; choose: (note: boolean) => void }) {
  const { desk: words } = useWords();
  const look = (here: boolean): string =>
    `flex min-h-9 items-center gap-1.5 border-b-2 px-3 text-sm -outline-offset-2 pointer-coarse:min-h-11 ${here ? 'border-current font-semibold' : 'border-transparent text-soft hover:text-ink'}`;
  return (
    <fieldset className="mb-2 flex min-w-0">
      <legend className="sr-only">{words.writeAs}</legend>
      <button
        type="button"
        aria-pressed={!note}
        onClick={() => choose(false)}
        className={`${look(!note)} ${note ? '' : 'text-accent'}`}
      >
        {words.message}
      </button>
      <button
        type="button"
        aria-pressed={note}
        onClick={() => choose(true)}
        className={`${look(note)} ${note ? 'text-warn' : ''}`}
      >
        <StickyNote size={15} aria-hidden="true" />
        {words.note}
      </button>
    </fieldset>
  );
}

/** What to know before sending: who answers now, and how long free answers are possible. */
interface BeforeProps {
  readonly row: ConversationSummary;
  readonly free: WindowState;
  readonly now: number;
  readonly suggested: boolean;
}

function Before({ row, free, now, suggested }: BeforeProps) {
  const words = useWords();
  const desk = useDesk();
  const formats = useFormats();
  const closes = free.state === 'open' && free.leftMs < countdownBelowMs ? free.leftMs : undefined;
  const takes = row.mode === 'ai' && desk.may('conversations.takeover');
  const thinks = row.mode !== 'human' && !suggested && isAsked(row, now);
  if (closes === undefined && !takes && !thinks) return null;
  return (
    <p className="flex flex-wrap items-center gap-x-3 px-2 pb-1.5 text-xs text-soft">
      {takes ? (
        <span className="flex items-center gap-1.5">
          <Bot size={14} aria-hidden="true" className="shrink-0 text-read" />
          {words.desk.assistantHere}
        </span>
      ) : null}
      {thinks ? <span>{words.desk.suggestion.thinking[row.mode]}</span> : null}
      {closes === undefined ? null : <span>{words.composer.closes(formats.duration(closes))}</span>}
    </p>
  );
}

/** The customer has just written, and the assistant is at it: it answers within seconds, or hands over. */
const answersWithinMs = 20_000;
const isAsked = ({ lastMessage, assigneeId, mode }: ConversationSummary, now: number): boolean =>
  lastMessage?.direction === 'in' &&
  (mode === 'hybrid' || assigneeId === undefined) &&
  now - Date.parse(lastMessage.at) < answersWithinMs;

/** Two people in one conversation: said where one writes, never in the way. */
function Collision({ id }: { id: string }) {
  const { desk: words } = useWords();
  const seen = useStore(useDesk().colleagues.seen);
  const names = (people: readonly { readonly name: string }[]): string[] => [
    ...new Set(people.map(({ name }) => cleanName(name))),
  ];
  const writers = names(writersOf(seen, id));
  const viewers = names(viewersOf(seen, id));
  const writing = writers.length > 0;
  const text = writing
    ? (writers.length > 1 ? words.writingHereMany : words.writingHere)(writers.join(', '))
    : (viewers.length > 1 ? words.lookingHereMany : words.lookingHere)(viewers.join(', '));
  return (
    <div role="status">
      {writing || viewers.length > 0 ? (
        <p
          className={`-mx-2 flex items-center gap-2 px-4 py-1.5 text-sm md:-mx-4 ${writing ? 'bg-warn-ground font-medium text-warn' : 'bg-ground text-soft'}`}
        >
          <Users size={16} aria-hidden="true" className="shrink-0" />
          <bdi>{text}</bdi>
        </p>
      ) : null}
    </div>
  );
}

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

function Closed({ title, hint }: { title: string; hint: string | undefined }) {
  return (
    <div className="flex items-start gap-3 p-2 text-sm">
      <Lock size={18} aria-hidden="true" className="mt-0.5 shrink-0 text-soft" />
      <p>
        <strong className="block font-semibold">{title}</strong>
        {hint ? <span className="text-soft">{hint}</span> : null}
      </p>
    </div>
  );
}
