import { useId, useState } from 'react';
import type { Message } from '../../../../contract/message.ts';
import { useDesk } from '../../business/context.tsx';
import { Button } from '../../look/button.tsx';
import { useVoiceWords } from './words.ts';

interface FormProps {
  readonly message: Message;
  readonly close: () => void;
}

/** What the route takes. */
const longest = 20_000;

/** A person writes down what is really said. */
export function CorrectionForm({ message: { id: messageId, conversationId: id, transcript }, close }: FormProps) {
  const words = useVoiceWords();
  const id_ = useId();
  const { call } = useDesk();
  const [text, setText] = useState(transcript?.correction?.text ?? transcript?.text ?? '');
  const [standing, setStanding] = useState<'open' | 'saving' | 'failed'>('open');
  const save = async (): Promise<void> => {
    setStanding('saving');
    try {
      const params = { id, messageId };
      await call('PUT /v1/conversations/{id}/messages/{messageId}/transcript/correction', {
        params,
        body: { text: text.trim() },
      });
      close();
    } catch {
      setStanding('failed');
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
      <label htmlFor={id_} className="text-xs font-medium">
        {words.correction}
      </label>
      <textarea
        id={id_}
        dir="auto"
        rows={3}
        maxLength={longest}
        value={text}
        aria-describedby={`${id_}-told`}
        onChange={({ currentTarget }) => setText(currentTarget.value)}
        className="rounded-xl border border-edge bg-raised px-3 py-2"
      />
      <p id={`${id_}-told`} className="text-xs text-soft">
        {words.correctionHint}
      </p>
      {standing === 'failed' ? (
        <p role="alert" className="text-danger">
          {words.notDone}
        </p>
      ) : null}
      <p className="flex flex-wrap gap-2">
        <Button type="submit" look="primary" busy={standing === 'saving'}>
          {words.save}
        </Button>
        <Button onClick={close}>{words.cancel}</Button>
      </p>
    </form>
  );
}
