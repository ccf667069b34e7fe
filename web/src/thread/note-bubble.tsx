import { Lock, Pencil, Pin, PinOff } from 'lucide-react';
import { memo, useState } from 'react';
import type { Message } from '../../../contract/message.ts';
import { useDesk, useFormats } from '../business/context.tsx';
import { useNameOf } from '../business/shared.ts';
import { reasonOf } from '../business/work.ts';
import { useWords } from '../i18n/language.ts';
import { lazily } from '../look/lazily.tsx';
import { authorOf } from './in-words.ts';
import type { NoteEditorProps } from './note-editor.tsx';
import { RichText } from './rich-text.tsx';

const NoteEditor = lazily<NoteEditorProps>(async () => (await import('./note-editor.tsx')).NoteEditor);

interface NoteBubbleProps {
  readonly message: Message;
  readonly lit: boolean;
}

/** Between colleagues: it must never look like something the customer could read. */
export const NoteBubble = memo(function NoteBubble({ message, lit }: NoteBubbleProps) {
  const words = useWords();
  const desk = useDesk();
  const formats = useFormats();
  const nameOf = useNameOf();
  const [editing, setEditing] = useState(false);
  const { content } = message;
  if (content.kind !== 'note') return null;
  const author = authorOf(message, desk.me, '', words);
  const time = formats.time(message.sentAt);
  const pinned = content.pinnedAt !== undefined;
  const mentioned = content.mentions.flatMap((id) => nameOf(id) ?? []);
  const pin = async (): Promise<void> => {
    try {
      const params = { id: message.conversationId, messageId: message.id };
      desk.putMessage(await desk.call('PATCH /v1/conversations/{id}/notes/{messageId}', { params, body: { pinned: !pinned } }));
    } catch (error) {
      desk.notices.tell('danger', (all) => reasonOf(error, all));
    }
  };
  return (
    <article
      aria-label={[words.desk.notePrivate, author, time].join(', ')}
      data-message={message.id}
      data-note
      className={`group px-3 py-1 transition-colors duration-700 md:px-6 ${lit ? 'bg-selected' : ''}`}
    >
      <div className="ms-auto flex w-fit max-w-[85%] min-w-40 flex-col gap-1 rounded-2xl border border-dashed border-warn bg-warn-ground px-3 py-2 text-ink sm:max-w-[75%] lg:max-w-xl">
        <p className="flex items-center gap-1.5 text-xs font-semibold text-warn">
          <Lock size={13} aria-hidden="true" className="shrink-0" />
          <span className="grow">
            {words.desk.note} · <bdi>{author}</bdi>
          </span>
          {pinned ? <Pin size={13} aria-hidden="true" className="shrink-0" /> : null}
        </p>
        {editing ? (
          <NoteEditor message={message} text={content.text} close={() => setEditing(false)} />
        ) : (
          <RichText text={content.text} mentioned={mentioned} />
        )}
        <p className="flex items-center justify-end gap-2 text-xs text-warn">
          {desk.may('notes.write') && message.author?.employeeId === desk.me && !editing ? (
            <button
              type="button"
              aria-label={words.desk.noteEdit}
              title={words.desk.noteEdit}
              onClick={() => setEditing(true)}
              className="-my-1 flex size-8 items-center justify-center rounded-full pointer-coarse:size-11"
            >
              <Pencil size={15} aria-hidden="true" />
            </button>
          ) : null}
          {desk.may('notes.write') ? (
            <button
              type="button"
              aria-label={pinned ? words.desk.unpin : words.desk.pin}
              title={pinned ? words.desk.unpin : words.desk.pin}
              onClick={() => void pin()}
              className="-my-1 flex size-8 items-center justify-center rounded-full pointer-coarse:size-11"
            >
              {pinned ? <PinOff size={15} aria-hidden="true" /> : <Pin size={15} aria-hidden="true" />}
            </button>
          ) : null}
          {message.editedAt ? (
            <span title={formats.full(message.editedAt)}>{words.desk.noteEdited(formats.time(message.editedAt))}</span>
          ) : null}
          <time dateTime={message.sentAt} title={formats.full(message.sentAt)}>
            {time}
          </time>
        </p>
      </div>
    </article>
  );
});
