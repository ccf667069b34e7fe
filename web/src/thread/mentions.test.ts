import { describe, expect, it } from 'vitest';
import { mentionedIn, mentionsIn } from './mentions.ts';

describe('mentions', () => {
  it('are names after an @, the longest that fits', () => {
    const text = '@Maya Aoun and @Maya, look: a@Mayab';
    const pieces = mentionsIn(text, ['Maya', 'Maya Aoun']);
    expect(pieces.filter(({ mention }) => mention).map((piece) => piece.text)).toEqual(['@Maya Aoun', '@Maya', '@Maya']);
    expect(pieces.map((piece) => piece.text).join('')).toBe(text);
  });

  it('tell who is meant', () => {
    const people = [
      { id: '1', name: 'ليلى' },
      { id: '2', name: 'Sara' },
    ];
    expect(mentionedIn('شوفي @ليلى', people)).toEqual(['1']);
    expect(mentionedIn('nobody', people)).toEqual([]);
  });
});
