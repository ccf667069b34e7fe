import { useEffect, useRef, useState } from 'react';
import type { Message } from '../../../contract/message.ts';
import { useDesk } from '../business/context.tsx';
import { useWords } from '../i18n/language.ts';
import { authorOf, inWords } from './in-words.ts';
import { newestIncoming } from './timeline.ts';

const keptLines = 3;

/** Reads out messages that arrive while the conversation is open. The thread itself is silent: scrolling must not talk. */
export function Announcer({ messages, customer }: { messages: readonly Message[]; customer: string }) {
  const words = useWords();
  const me = useDesk().membership.employeeId;
  const heard = useRef<number>(undefined);
  const [lines, setLines] = useState<readonly { id: string; text: string }[]>([]);
  useEffect(() => {
    const newest = newestIncoming(messages)?.seq ?? -1;
    const known = heard.current;
    heard.current = Math.max(known ?? -1, newest);
    if (known === undefined) return;
    const fresh = messages.filter(({ seq }) => seq !== undefined && seq > known);
    if (fresh.length === 0) return;
    const said = fresh.map((message) => ({
      id: message.id,
      text: `${authorOf(message, me, customer, words)}: ${inWords(message, words)}`,
    }));
    setLines((before) => [...before, ...said].slice(-keptLines));
  }, [messages, customer, me, words]);
  return (
    <div role="log" aria-live="polite" aria-label={words.thread.newMessages} className="sr-only">
      {lines.map(({ id, text }) => (
        <p key={id} dir="auto">
          {text}
        </p>
      ))}
    </div>
  );
}
