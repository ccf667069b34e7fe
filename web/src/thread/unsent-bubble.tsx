import { CircleAlert, Clock } from 'lucide-react';
import { useDesk, useFormats } from '../business/context.tsx';
import type { OutboxEntry } from '../composer/outbox.ts';
import { useWords } from '../i18n/language.ts';
import { Button } from '../look/button.tsx';
import { lazily } from '../look/lazily.tsx';
import type { UnsentFileProps } from '../media/send/unsent-file.tsx';
import { bubbleShape } from './bubble.tsx';
import { RichText } from './rich-text.tsx';

const UnsentFile = lazily<UnsentFileProps>(async () => (await import('../media/send/unsent-file.tsx')).UnsentFile);

/** A message that the server does not have yet: files have more to tell than texts. */
export function UnsentBubble({ entry, first }: { entry: OutboxEntry; first: boolean }) {
  const { file } = entry;
  return file ? <UnsentFile entry={{ ...entry, file }} first={first} /> : <UnsentText entry={entry} first={first} />;
}

/** It waits for the connection, or was refused and a person decides. */
function UnsentText({ entry, first }: { entry: OutboxEntry; first: boolean }) {
  const words = useWords();
  const formats = useFormats();
  const desk = useDesk();
  const failed = entry.state === 'failed';
  const at = new Date(entry.pressedAt).toISOString();
  const reasons: ReadonlyMap<string, string> = new Map(Object.entries(words.composer.reasons));
  const state = failed ? words.inbox.notSent : words.composer.keptWaiting;
  return (
    <article
      aria-label={[words.thread.you, formats.time(at), state].join(', ')}
      data-unsent={entry.state}
      className={`px-3 md:px-6 ${first ? 'pt-2' : 'pt-0.5'}`}
    >
      <div className={`ms-auto ${bubbleShape(true, first)}`}>
        <RichText text={entry.text} />
        <p className="flex items-center justify-end gap-1 text-xs text-soft">
          <time dateTime={at}>{formats.time(at)}</time>
          {failed ? null : (
            <span title={state} data-status="waiting">
              <Clock size={16} aria-hidden="true" />
            </span>
          )}
        </p>
      </div>
      {failed ? (
        <div className="ms-auto mt-1 flex w-fit max-w-[85%] flex-col gap-2 rounded-xl bg-danger-ground px-3 py-2 text-sm text-danger sm:max-w-[75%] lg:max-w-xl">
          <p className="flex items-start gap-2">
            <CircleAlert size={18} aria-hidden="true" className="mt-0.5 shrink-0" />
            <span>
              <strong className="font-semibold">{words.inbox.notSent}</strong>{' '}
              {reasons.get(entry.reason ?? '') ?? words.composer.reasons.other}
              {entry.detail && !reasons.has(entry.reason ?? '') ? <span className="block">{entry.detail}</span> : null}
            </span>
          </p>
          <div className="flex justify-end gap-2">
            <Button onClick={() => desk.outbox.remove(entry.clientId)}>{words.composer.discard}</Button>
            <Button onClick={() => desk.sender.retry(entry.clientId)}>{words.retry}</Button>
          </div>
        </div>
      ) : null}
    </article>
  );
}
