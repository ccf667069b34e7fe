import { useState } from 'react';
import { useWords } from '../i18n/language.ts';
import { cleanText, isBlank } from './clean.ts';
import { piecesOf } from './links.ts';
import { mentionsIn } from './mentions.ts';

const none: readonly string[] = [];

const foldBeyond = 900;
const foldBeyondLines = 16;

/** What a person wrote: each paragraph in its own direction, links safe, long texts folded. */
export function RichText({ text, mentioned = none }: { text: string; mentioned?: readonly string[] }) {
  const words = useWords();
  const [open, setOpen] = useState(false);
  if (isBlank(text)) return <p className="text-soft italic">{words.thread.blank}</p>;
  const lines = cleanText(text).split('\n');
  const long = text.length > foldBeyond || lines.length > foldBeyondLines;
  const shown = long && !open ? folded(lines) : lines;
  return (
    <div className="flex flex-col">
      {shown.map((line, index) => (
        // Lines never change places: a text is replaced as a whole.
        <p key={String(index)} dir="auto" className="min-h-[1lh] wrap-anywhere whitespace-pre-wrap">
          <Linked text={line} mentioned={mentioned} />
        </p>
      ))}
      {long ? (
        <button
          type="button"
          aria-expanded={open}
          onClick={() => setOpen(!open)}
          className="min-h-6 self-start font-medium text-accent hover:underline"
        >
          {open ? words.thread.readLess : words.thread.readMore}
        </button>
      ) : null}
    </div>
  );
}

function folded(lines: readonly string[]): string[] {
  const kept: string[] = [];
  let room = foldBeyond * 0.8;
  for (const line of lines.slice(0, foldBeyondLines - 4)) {
    kept.push(line.length > room ? `${line.slice(0, room)}…` : line);
    room -= line.length;
    if (room <= 0) return kept;
  }
  return [...kept, '…'];
}

function Linked({ text, mentioned }: { text: string; mentioned: readonly string[] }) {
  return piecesOf(text).map(({ text: piece, href }, index) =>
    href === undefined ? (
      mentioned.length > 0 ? (
        <Mentions key={String(index)} text={piece} mentioned={mentioned} />
      ) : (
        piece
      )
    ) : (
      <a
        key={String(index)}
        href={href}
        target="_blank"
        rel="noopener noreferrer nofollow"
        dir="ltr"
        className="text-read underline underline-offset-2"
      >
        {piece}
      </a>
    ),
  );
}

function Mentions({ text, mentioned }: { text: string; mentioned: readonly string[] }) {
  return mentionsIn(text, mentioned).map(({ text: piece, mention }, index) =>
    mention ? (
      <mark key={String(index)} className="rounded bg-selected px-0.5 font-semibold text-accent">
        <bdi>{piece}</bdi>
      </mark>
    ) : (
      piece
    ),
  );
}
