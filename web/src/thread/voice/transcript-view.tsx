import { useQuery } from '@tanstack/react-query';
import { Languages, RotateCcw } from 'lucide-react';
import { type ReactNode, useState } from 'react';
import type { Message } from '../../../../contract/message.ts';
import { useDesk } from '../../business/context.tsx';
import type { VoiceWords } from '../../i18n/en/voice.ts';
import { useLocale } from '../../i18n/language.ts';
import { usePlayed } from '../../media/sound/use-player.ts';
import { cleanText } from '../clean.ts';
import { AgainForm } from './again-form.tsx';
import { CorrectionForm } from './correction-form.tsx';
import { worthShading } from './shading.ts';
import { SpokenWords } from './spoken-words.tsx';
import { useVoiceWords } from './words.ts';

type Transcript = NonNullable<Message['transcript']>;

export interface TranscriptViewProps {
  readonly message: Message & { readonly transcript: Transcript };
}

/** What is said in a voice note, how sure that is, and what can be done about it. */
export function TranscriptView({ message }: TranscriptViewProps) {
  const words = useVoiceWords();
  const atMs = usePlayed(message.id)?.atMs;
  const desk = useDesk();
  const [open, setOpen] = useState<'again' | 'correct' | undefined>();
  const [heardToo, setHeardToo] = useState(false);
  const { transcript } = message;
  const { state, correction, text } = transcript;
  const close = (): void => setOpen(undefined);
  const mayChange = desk.may('conversations.send');
  const settled = state !== 'queued' && state !== 'running';
  return (
    <div data-transcript={state} className="flex flex-col gap-1 border-t border-line pt-1.5 text-sm">
      <span className="sr-only">{words.transcript}: </span>
      {correction ? (
        <>
          <p dir="auto" className="whitespace-pre-wrap wrap-anywhere">
            {cleanText(correction.text)}
          </p>
          <p className="flex flex-wrap items-center gap-x-2 text-xs text-soft">
            <span>{words.correctedBy(correction.by.name)}</span>
            {text ? (
              <button
                type="button"
                aria-expanded={heardToo}
                onClick={() => setHeardToo(!heardToo)}
                className="min-h-6 text-accent hover:underline"
              >
                {heardToo ? words.hideHeard : words.showHeard}
              </button>
            ) : null}
          </p>
        </>
      ) : null}
      {text && (!correction || heardToo || atMs !== undefined) ? <Heard message={message} text={text} atMs={atMs} /> : null}
      <Standing transcript={transcript} words={words} />
      {mayChange && settled && open === undefined && state !== 'off' ? (
        <p className="flex flex-wrap gap-x-3">
          <Small icon={<RotateCcw size={14} aria-hidden="true" />} onClick={() => setOpen('again')}>
            {state === 'failed' ? words.tryAgain : words.again}
          </Small>
          <Small onClick={() => setOpen('correct')}>{words.correct}</Small>
        </p>
      ) : null}
      {open === 'again' ? <AgainForm message={message} close={close} /> : null}
      {open === 'correct' ? <CorrectionForm message={message} close={close} /> : null}
    </div>
  );
}

function Small({ icon, onClick, children }: { icon?: ReactNode; onClick: () => void; children: ReactNode }) {
  return (
    <button
      type="button"
      onClick={onClick}
      className="inline-flex min-h-8 items-center gap-1 rounded text-xs font-medium text-accent hover:underline"
    >
      {icon}
      {children}
    </button>
  );
}

/** Where it is, or why there is nothing; the language; what a person should know of the text. */
function Standing({ transcript, words }: { transcript: Transcript; words: VoiceWords }) {
  const locale = useLocale();
  const { state, failure, language, recorded } = transcript;
  const name = language && new Intl.DisplayNames([locale], { type: 'language', fallback: 'code' }).of(language);
  return (
    <>
      {state === 'done' ? null : (
        <p role="status" className={state === 'failed' ? 'text-danger' : 'text-soft'}>
          {words[state]} {failure ? reasonIn(words, failure) : null}
        </p>
      )}
      {state === 'done' && name ? (
        <p className="flex flex-wrap items-center gap-2 text-xs text-soft">
          <span className="inline-flex items-center gap-1 rounded-full border border-line px-2 py-0.5">
            <Languages size={12} aria-hidden="true" />
            <span className="sr-only">{words.language}: </span>
            {name}
          </span>
          {recorded ? <span>{words.recorded}</span> : null}
        </p>
      ) : null}
    </>
  );
}

const reasonIn = ({ reasons }: VoiceWords, { code, advice }: NonNullable<Transcript['failure']>): string =>
  Object.entries(reasons).find(([known]) => known === code)?.[1] ?? advice;

/** The words are loaded where there is something to see by them: where the engine is not sure, or while it is played. */
function Heard({ message, text, atMs }: { message: TranscriptViewProps['message']; text: string; atMs: number | undefined }) {
  const words = useVoiceWords();
  const { call, business } = useDesk();
  const { id: messageId, conversationId: id, transcript } = message;
  const unsure = worthShading(transcript.confidence);
  const { data } = useQuery({
    queryKey: ['transcript', business, id, messageId, transcript.revision],
    queryFn: ({ signal }) =>
      call('GET /v1/conversations/{id}/messages/{messageId}/transcript', { params: { id, messageId } }, { signal }),
    enabled: unsure || atMs !== undefined,
    staleTime: Number.POSITIVE_INFINITY,
  });
  if (!data || data.words.length === 0) {
    return (
      <p dir="auto" className="whitespace-pre-wrap wrap-anywhere">
        {cleanText(text)}
      </p>
    );
  }
  return (
    <>
      <SpokenWords spoken={data.words} atMs={atMs} />
      {unsure ? <p className="text-xs text-soft">{words.unsure}</p> : null}
    </>
  );
}
