import { type KeyboardEvent, type PointerEvent, useRef } from 'react';
import { useLocale } from '../../i18n/language.ts';
import { useMediaWords } from '../words.ts';
import { clockOf, keySeek, lengthOf } from './times.ts';

interface WaveformProps {
  /** 0 to 100 each; none: a line. */
  readonly peaks: readonly number[];
  readonly atMs: number;
  readonly lastsMs: number;
  readonly onSeek: (atMs: number) => void;
}

const wide = 4;
const tall = 32;
const least = 1.5;

/** How loud it is over time, and where it is being played: a slider that looks like the sound. */
export function Waveform({ peaks, atMs, lastsMs, onSeek }: WaveformProps) {
  const words = useMediaWords();
  const locale = useLocale();
  const box = useRef<HTMLDivElement>(null);
  const shown = peaks.length > 0 ? peaks : flat;
  const bars = shown
    .map((peak, index) => {
      const half = Math.max(least, (peak / 100) * (tall / 2 - 2));
      return `M${index * wide + wide / 2} ${tall / 2 - half}v${half * 2}`;
    })
    .join('');
  const part = lastsMs > 0 ? Math.min(1, atMs / lastsMs) : 0;
  const seekTo = ({ clientX }: PointerEvent): void => {
    const place = box.current?.getBoundingClientRect();
    if (!place || lastsMs === 0) return;
    onSeek(Math.round(Math.min(1, Math.max(0, (clientX - place.x) / place.width)) * lastsMs));
  };
  const onKeyDown = (event: KeyboardEvent): void => {
    const to = keySeek(event.key, atMs, lastsMs);
    if (to === undefined) return;
    event.preventDefault();
    onSeek(to);
  };
  const look = { viewBox: `0 0 ${shown.length * wide} ${tall}`, preserveAspectRatio: 'none' } as const;
  return (
    <div
      ref={box}
      role="slider"
      tabIndex={0}
      aria-label={words.position}
      aria-valuemin={0}
      aria-valuemax={Math.round(lastsMs / 1000)}
      aria-valuenow={Math.round(atMs / 1000)}
      aria-valuetext={words.positionOf(clockOf(atMs, locale), lengthOf(lastsMs, locale))}
      onKeyDown={onKeyDown}
      onPointerDown={(event) => {
        event.currentTarget.setPointerCapture(event.pointerId);
        seekTo(event);
      }}
      onPointerMove={(event) => {
        if (event.buttons > 0) seekTo(event);
      }}
      className="relative h-11 w-44 min-w-0 grow cursor-pointer touch-none rounded sm:w-56"
    >
      <svg {...look} aria-hidden="true" className="absolute inset-0 size-full py-1.5 text-edge">
        <path d={bars} stroke="currentColor" strokeWidth={2.4} strokeLinecap="round" />
      </svg>
      <svg
        {...look}
        aria-hidden="true"
        className="absolute inset-0 size-full py-1.5 text-accent"
        style={{ clipPath: `inset(0 ${100 - part * 100}% 0 0)` }}
      >
        <path d={bars} stroke="currentColor" strokeWidth={2.4} strokeLinecap="round" />
      </svg>
      <span
        aria-hidden="true"
        className="absolute top-1/2 size-3 -translate-1/2 rounded-full bg-accent"
        style={{ insetInlineStart: `${part * 100}%` }}
      />
    </div>
  );
}

const flat: readonly number[] = Array.from({ length: 64 }, () => 8);
