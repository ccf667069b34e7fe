import { MicOff, Pause, Play, SendHorizontal, Trash2 } from 'lucide-react';
import { useEffect, useRef, useState } from 'react';
import type { Message } from '../../../../contract/message.ts';
import { useDesk } from '../../business/context.tsx';
import { useLocale } from '../../i18n/language.ts';
import { Button, IconButton, Spinner } from '../../look/button.tsx';
import { useStore } from '../../look/use-store.ts';
import { sendingsOf } from '../send/sendings-of.ts';
import { useAttachWords } from '../send/words.ts';
import { sounds } from '../sound/one-sound.ts';
import { clockOf } from '../sound/times.ts';
import { longestMs, Recording } from './recording.ts';

export interface RecorderBarProps {
  readonly conversationId: string;
  readonly replyTo: Message | undefined;
  readonly onSent: () => void;
  readonly close: () => void;
}

/** In the place of the field while a voice note is recorded. */
export function RecorderBar({ conversationId, replyTo, onSent, close }: RecorderBarProps) {
  const words = useAttachWords();
  const desk = useDesk();
  const locale = useLocale();
  const [recording] = useState(() => new Recording());
  const standing = useStore(recording.standing);
  const levels = useStore(recording.levels);
  const box = useRef<HTMLFieldSetElement>(null);
  useEffect(() => {
    sounds(() => recording.pause());
    void recording.start();
    return () => recording.cancel();
  }, [recording]);
  const { at } = standing;
  useEffect(() => {
    if (at === 'recording' && !box.current?.contains(document.activeElement)) {
      box.current?.querySelector<HTMLButtonElement>('[data-first]')?.focus();
    }
  }, [at]);
  const send = async (): Promise<void> => {
    const recorded = await recording.finish();
    if (!recorded) return;
    const { kind, file, mimeType, durationMs, peaks } = recorded;
    sendingsOf(desk).add(conversationId, {
      file,
      caption: '',
      replyTo: replyTo?.id,
      shown: { kind, mimeType, bytes: file.size, durationMs, peaks },
    });
    onSent();
    close();
  };
  if (standing.at === 'refused') {
    return (
      <div role="alert" className="flex items-center gap-3 p-2 text-sm">
        <MicOff size={18} aria-hidden="true" className="shrink-0 text-danger" />
        <p className="grow">{words.noMicrophone[standing.why]}</p>
        <Button onClick={close}>{words.close}</Button>
      </div>
    );
  }
  const going = at === 'recording' || at === 'paused';
  return (
    <fieldset ref={box} data-recording={at} className="flex min-h-11 min-w-0 items-center gap-1">
      <legend className="sr-only">{words.recording}</legend>
      <IconButton label={words.throwAway} className="text-danger!" onClick={close}>
        <Trash2 size={20} aria-hidden="true" />
      </IconButton>
      <p role="status" className="sr-only">
        {at === 'asking'
          ? words.asking
          : at === 'paused'
            ? words.pausedNow
            : at === 'finishing'
              ? words.finishing
              : words.recordingNow}
      </p>
      {at === 'asking' ? (
        <p aria-hidden="true" className="min-w-0 grow text-sm text-soft">
          {words.asking}
        </p>
      ) : (
        <div dir="ltr" className="flex min-w-0 grow items-center gap-3 rounded-2xl bg-ground px-3">
          <span
            aria-hidden="true"
            className={`size-2.5 shrink-0 rounded-full ${at === 'recording' ? 'bg-danger motion-safe:animate-pulse' : 'bg-edge'}`}
          />
          <span className="min-w-10 tabular-nums">{clockOf(recording.durationMs, locale)}</span>
          <Levels levels={levels} label={words.level} />
        </div>
      )}
      {recording.durationMs >= longestMs ? <p className="text-xs text-warn">{words.longest}</p> : null}
      {at === 'recording' ? (
        <IconButton data-first="" label={words.pause} onClick={() => recording.pause()}>
          <Pause size={20} aria-hidden="true" />
        </IconButton>
      ) : (
        <IconButton label={words.resume} disabled={at !== 'paused'} onClick={() => recording.resume()}>
          <Play size={20} aria-hidden="true" />
        </IconButton>
      )}
      <button
        type="button"
        aria-label={words.sendNote}
        title={words.sendNote}
        disabled={!going}
        onClick={() => void send()}
        className="flex size-11 shrink-0 items-center justify-center rounded-full bg-accent text-on-accent hover:brightness-110 disabled:bg-line disabled:text-soft"
      >
        {at === 'finishing' ? <Spinner /> : <SendHorizontal size={20} aria-hidden="true" className="rtl:-scale-x-100" />}
      </button>
    </fieldset>
  );
}

const shown = 48;

/** The last seconds of what is heard. */
function Levels({ levels, label }: { levels: readonly number[]; label: string }) {
  const now = levels.at(-1) ?? 0;
  const last = [...Array<number>(shown).fill(0), ...levels].slice(-shown);
  return (
    <div className="relative flex h-9 min-w-0 grow items-center justify-end gap-0.5 overflow-hidden">
      <meter className="sr-only" aria-label={label} min={0} max={100} value={now} />
      {last.map((level, index) => (
        <span
          // biome-ignore lint/suspicious/noArrayIndexKey: places that stay, with values that go through them
          key={index}
          className="w-0.5 shrink-0 rounded-full bg-accent"
          style={{ height: `${Math.max(8, level)}%` }}
        />
      ))}
    </div>
  );
}
