import { describe, expect, it } from 'vitest';
import type { CustomerField } from '../../../contract/customer-fields.ts';
import { draftsOf, emptyDraft, fieldsOf, wrongDraft } from './field-drafts.ts';

const languages = ['ar', 'en'];
const colour: CustomerField = {
  id: 'colour',
  name: { ar: 'اللون', en: 'Colour' },
  kind: 'choice',
  choices: [
    { id: 'r', name: { ar: 'أحمر', en: 'Red' } },
    { id: 'b', name: { ar: 'أزرق' } },
  ],
};

describe('fields of customers in a form', () => {
  it('come back as they were', () => {
    const known: CustomerField[] = [colour, { id: 'note', name: { en: 'Note' }, kind: 'text' }];
    expect(fieldsOf(draftsOf(known, languages), known, languages)).toEqual(known);
  });

  it('keep the ids of choices that are called as before, whatever their order', () => {
    const [draft] = draftsOf([colour], languages);
    if (!draft) throw new Error('no draft');
    const [saved] = fieldsOf([{ ...draft, choices: ' أزرق \nأخضر\n\nأحمر' }], [colour], languages, () => 'new');
    expect(saved?.choices?.map(({ id }) => id)).toEqual(['b', 'new', 'r']);
    expect(saved?.choices?.[2]?.name).toEqual({ ar: 'أحمر', en: 'Red' });
  });

  it('need a name in the main language, and choices where one is to choose', () => {
    const draft = { ...emptyDraft('x'), names: { en: 'Only English' } };
    expect(wrongDraft(draft, languages)).toBe('name');
    const named = { ...draft, names: { ar: 'اسم' } };
    expect([wrongDraft(named, languages), wrongDraft({ ...named, kind: 'choice' }, languages)]).toEqual([undefined, 'choices']);
    expect(wrongDraft({ ...named, kind: 'choice', choices: 'x'.repeat(41) }, languages)).toBe('choices');
  });
});
