import { Download, Mic, Pause, Play } from 'lucide-react';
import { useState } from 'react';
import { isSpoken } from '../../../../contract/spoken.ts';
import { useDesk } from '../../business/context.tsx';
import { useLocale, useWords } from '../../i18n/language.ts';
import { Spinner } from '../../look/button.tsx';
import { useStore } from '../../look/use-store.ts';
import { save } from '../links.ts';
import type { MediaFileProps } from '../media-file.tsx';
import { useMediaWords } from '../words.ts';
import { playableAddress } from './playable.ts';
import type { Rate, Recording } from './player.ts';
import { clockOf, lengthOf } from './times.ts';
import { thePlayer, usePlayed } from './use-player.ts';
import { Waveform } from './waveform.tsx';

/**
 * A voice note or another recording. Its row runs from left to right in every language, as players do: it follows the tape,
 * not the text (https://m2.material.io/design/usability/bidirectionality.html#mirroring-elements).
 */
export function SoundFile({ message, file }: MediaFileProps) {
  const words = useMediaWords();
  const { kinds } = useWords();
  const desk = useDesk();
  const locale = useLocale();
  const player = thePlayer();
  const rate = useStore(player.rate);
  const played = usePlayed(message.id);
  const [saving, setSaving] = useState<'idle' | 'failed'>('idle');
  const recording: Recording = {
    id: message.id,
    address: (anew) => playableAddress(desk, message, file, anew),
  };
  const state = played?.state ?? 'paused';
  const atMs = played?.atMs ?? player.leftAt(message.id);
  const lastsMs = played?.lastsMs ?? file.durationMs ?? 0;
  const what = kinds[message.content.kind];
  const keep = (): void => {
    setSaving('idle');
    save(desk, message).then(
      (saved) => setSaving(saved ? 'idle' : 'failed'),
      () => setSaving('failed'),
    );
  };
  return (
    <div data-sound={state} className="flex max-w-full flex-col">
      <div dir="ltr" className="flex items-center gap-1">
        <button
          type="button"
          aria-label={`${state === 'playing' ? words.pause : words.play}: ${what}`}
          onClick={() => player.toggle(recording)}
          className="flex size-11 shrink-0 items-center justify-center rounded-full bg-accent text-on-accent hover:brightness-110"
        >
          {state === 'loading' ? (
            <Spinner />
          ) : state === 'playing' ? (
            <Pause size={20} aria-hidden="true" />
          ) : (
            <Play size={20} aria-hidden="true" />
          )}
        </button>
        <Waveform peaks={file.peaks ?? []} atMs={atMs} lastsMs={lastsMs} onSeek={(to) => player.seek(recording, to)} />
      </div>
      <div dir="ltr" className="flex items-center gap-1 ps-12 text-xs text-soft">
        <span className="grow tabular-nums">
          {atMs > 0 ? `${clockOf(atMs, locale)} / ` : ''}
          {lengthOf(lastsMs, locale)}
        </span>
        {isSpoken(message.content) ? <Mic size={14} aria-hidden="true" /> : null}
        <button
          type="button"
          aria-label={words.speed(rateIn(rate, locale))}
          title={words.speed(rateIn(rate, locale))}
          onClick={() => player.nextRate()}
          className="min-h-8 min-w-10 rounded-full font-semibold tabular-nums hover:bg-hover pointer-coarse:min-h-11"
        >
          {rateIn(rate, locale)}
        </button>
        <button
          type="button"
          aria-label={words.saveNamed(what)}
          title={words.save}
          onClick={keep}
          className="flex size-8 items-center justify-center rounded-full hover:bg-hover pointer-coarse:size-11"
        >
          <Download size={16} aria-hidden="true" />
        </button>
      </div>
      {state === 'failed' ? (
        <p role="alert" className="text-sm text-danger">
          {words.notPlayed}
        </p>
      ) : null}
      {saving === 'failed' ? (
        <p role="alert" className="text-sm text-danger">
          {words.linkFailed}
        </p>
      ) : null}
    </div>
  );
}

const rateIn = (rate: Rate, locale: string): string => `${new Intl.NumberFormat(locale).format(rate)}×`;
