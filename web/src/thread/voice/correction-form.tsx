import { useId, useState } from 'react';
import type { Message } from '../../../../contract/message.ts';
import { useDesk } from '../../business/context.tsx';
import { VoiceForm } from './voice-form.tsx';
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
  const save = () =>
    call('PUT /v1/conversations/{id}/messages/{messageId}/transcript/correction', {
      params: { id, messageId },
      body: { text: text.trim() },
    });
  return (
    <VoiceForm label={words.save} submit={save} close={close}>
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
    </VoiceForm>
  );
}
