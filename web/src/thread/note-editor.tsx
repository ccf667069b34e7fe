import { useEffect, useId, useRef, useState } from 'react';
import type { Message } from '../../../contract/message.ts';
import { useDesk } from '../business/context.tsx';
import { reasonOf } from '../business/work.ts';
import { useWords } from '../i18n/language.ts';
import { Button } from '../look/button.tsx';

export interface NoteEditorProps {
  readonly message: Message;
  readonly text: string;
  readonly close: () => void;
}

const longest = 4096;

/** What a note says, to be changed where it stands. Enter makes a line, Ctrl or ⌘ with it saves, Escape leaves it as it was. */
export function NoteEditor({ message, text, close }: NoteEditorProps) {
  const { desk: words } = useWords();
  const all = useWords();
  const desk = useDesk();
  const id = useId();
  const field = useRef<HTMLTextAreaElement>(null);
  const [draft, setDraft] = useState(text);
  const [busy, setBusy] = useState(false);
  const [wrong, setWrong] = useState('');
  useEffect(() => {
    field.current?.focus();
    field.current?.setSelectionRange(text.length, text.length);
  }, [text]);
  const trimmed = draft.trim();
  const save = async (): Promise<void> => {
    if (busy || trimmed === '') return;
    if (trimmed === text) {
      close();
      return;
    }
    setBusy(true);
    setWrong('');
    try {
      const params = { id: message.conversationId, messageId: message.id };
      desk.putMessage(await desk.call('PATCH /v1/conversations/{id}/notes/{messageId}', { params, body: { text: trimmed } }));
      close();
    } catch (error) {
      setWrong(reasonOf(error, all));
      setBusy(false);
    }
  };
  return (
    <form
      className="flex flex-col gap-2"
      onSubmit={(event) => {
        event.preventDefault();
        void save();
      }}
    >
      <label htmlFor={id} className="sr-only">
        {words.noteEdit}
      </label>
      <textarea
        ref={field}
        id={id}
        dir="auto"
        rows={Math.min(8, draft.split('\n').length + 1)}
        maxLength={longest}
        value={draft}
        aria-invalid={wrong === '' ? undefined : true}
        onChange={({ currentTarget }) => setDraft(currentTarget.value)}
        onKeyDown={(event) => {
          if (event.key === 'Escape') {
            event.preventDefault();
            event.stopPropagation();
            close();
          } else if (event.key === 'Enter' && (event.ctrlKey || event.metaKey)) {
            event.preventDefault();
            void save();
          }
        }}
        className="w-full min-w-56 rounded-xl border border-edge bg-raised px-3 py-2 sm:min-w-72"
      />
      <p role="alert" className="text-sm text-danger empty:hidden">
        {wrong}
      </p>
      <div className="flex flex-wrap justify-end gap-2">
        <Button look="quiet" onClick={close}>
          {words.noteCancel}
        </Button>
        <Button type="submit" look="primary" busy={busy} disabled={trimmed === ''}>
          {words.noteChange}
        </Button>
      </div>
    </form>
  );
}
