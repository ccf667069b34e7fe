import { type ReactNode, useState } from 'react';
import { Button } from '../../look/button.tsx';
import { useVoiceWords } from './words.ts';

interface VoiceFormProps {
  /** On the button. */
  readonly label: string;
  /** The answer comes as the message that changes. */
  readonly submit: () => Promise<unknown>;
  readonly close: () => void;
  readonly children: ReactNode;
}

/** A small form in the bubble of a voice note. */
export function VoiceForm({ label, submit, close, children }: VoiceFormProps) {
  const words = useVoiceWords();
  const [standing, setStanding] = useState<'open' | 'busy' | 'failed'>('open');
  const send = async (): Promise<void> => {
    setStanding('busy');
    try {
      await submit();
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
        void send();
      }}
    >
      {children}
      {standing === 'failed' ? (
        <p role="alert" className="text-danger">
          {words.notDone}
        </p>
      ) : null}
      <p className="flex flex-wrap gap-2">
        <Button type="submit" look="primary" busy={standing === 'busy'}>
          {label}
        </Button>
        <Button onClick={close}>{words.cancel}</Button>
      </p>
    </form>
  );
}
