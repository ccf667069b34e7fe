import { describe, expect, it } from 'vitest';
import { BusinessProfile } from '../../../contract/businesses.ts';
import { memoryStorage } from '../session/test-storage.ts';
import { firstDraft, forgetDraft, idempotencyKey, keepDraft, keptDraft } from './draft.ts';

describe('a business being opened', () => {
  it('begins with what the browser knows', () => {
    expect(firstDraft(['ar-LB', 'fr'], 'Asia/Beirut')).toMatchObject({
      timezone: 'Asia/Beirut',
      languages: ['ar', 'fr'],
      currency: 'USD',
    });
    expect(firstDraft(['tr-TR', 'en'], 'Europe/Istanbul')).toMatchObject({ languages: ['tr', 'en'], currency: 'TRY' });
    expect(firstDraft(['pt-BR'], 'America/Sao_Paulo')).toMatchObject({ languages: ['pt-BR'], currency: 'BRL' });
    expect(firstDraft(['tlh'], 'UTC')).toMatchObject({ languages: ['en'], currency: 'USD' });
  });

  it('needs only its names and what it does to be complete', () => {
    const { employeeName: _, ...rest } = firstDraft(['de-AT'], 'Europe/Vienna');
    expect(BusinessProfile.parse({ ...rest, name: 'Salon Wien', slug: 'salon-wien', industry: 'salon' })).toMatchObject({
      currency: 'EUR',
    });
  });

  it('is kept until it is made', () => {
    const storage = memoryStorage();
    const first = firstDraft(['en'], 'UTC');
    keepDraft(storage, { ...first, name: 'Half a name' });
    expect(keptDraft(storage, first).name).toBe('Half a name');
    forgetDraft(storage);
    expect(keptDraft(storage, first).name).toBe('');
    storage.setItem('frontdesk:mine:new-business', '{"broken');
    expect(keptDraft(storage, first).name).toBe('');
  });

  it('keeps its key over tries and reloads, and takes another one for other content', () => {
    const storage = memoryStorage();
    let made = 0;
    const newKey = () => `key-${++made}`;
    const draft = { ...firstDraft(['en'], 'UTC'), name: 'One' };
    const key = idempotencyKey(storage, draft, newKey);
    keepDraft(storage, draft);
    expect(idempotencyKey(storage, draft, newKey)).toBe(key);
    expect(idempotencyKey(storage, { ...draft, name: 'Two' }, newKey)).not.toBe(key);
  });
});
