import { describe, expect, it } from 'vitest';
import { merged, withField } from './conflict.ts';

const base = { title: 'Hours', shortcut: 'hours', category: '', text: { en: 'From 12 to 20', ar: 'من 12 إلى 20' } };

describe('what two people changed at the same time', () => {
  it('is put together where they changed different things', () => {
    const mine = { ...base, title: 'Opening hours' };
    const theirs = { ...base, category: 'Info', text: { ...base.text, en: 'From 11 to 19' } };
    expect(merged(base, mine, theirs)).toEqual({ draft: { ...theirs, title: 'Opening hours' }, conflicts: [] });
  });

  it('is a conflict where both changed the same, and stays as I wrote it until somebody decides', () => {
    const mine = { ...base, text: { ...base.text, en: 'Noon to eight' } };
    const theirs = { ...base, text: { ...base.text, en: 'From 11 to 19' } };
    const { draft, conflicts } = merged(base, mine, theirs);
    expect(draft).toEqual(mine);
    expect(conflicts).toEqual([{ field: 'text.en', mine: 'Noon to eight', theirs: 'From 11 to 19' }]);
    expect(withField(draft, 'text.en', 'From 11 to 19')).toEqual(theirs);
  });

  it('is none where both wrote the same', () => {
    const same = { ...base, title: 'When' };
    expect(merged(base, same, same)).toEqual({ draft: same, conflicts: [] });
  });

  it('takes along a language that was added, and one that was removed', () => {
    const { en } = base.text;
    expect(merged(base, base, { ...base, text: { en } }).draft.text).toEqual({ en });
    expect(merged(base, base, { ...base, text: { ...base.text, tr: '12–20' } }).draft.text).toEqual({
      ...base.text,
      tr: '12–20',
    });
    const edited = { ...base, text: { ...base.text, ar: 'ظهرًا' } };
    expect(merged(base, edited, { ...base, text: { en } }).conflicts).toEqual([{ field: 'text.ar', mine: 'ظهرًا', theirs: '' }]);
  });
});
