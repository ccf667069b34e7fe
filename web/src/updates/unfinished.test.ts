import { describe, expect, it } from 'vitest';
import { keepDraft } from '../composer/drafts.ts';
import { memoryStorage } from '../session/test-storage.ts';
import { isUnfinished } from './unfinished.ts';

const page = (values: readonly string[] = [], onTheirWay: object | null = null) => ({
  querySelector: () => onTheirWay,
  querySelectorAll: () => values.map((value) => ({ value })),
});

describe('loading the page again', () => {
  it('disturbs nobody where nothing is open', () => {
    const storage = memoryStorage();
    storage.setItem('frontdesk:mine:view:b', 'mine');
    storage.setItem('frontdesk:theme', 'dark');
    expect(isUnfinished(storage, page(['', ' ']))).toBe(false);
  });

  it('disturbs a draft, a message that waits, a form and a file on its way', () => {
    const storage = memoryStorage();
    expect(isUnfinished(storage, page(['Sam']))).toBe(true);
    expect(isUnfinished(storage, page([], {}))).toBe(true);
    keepDraft(storage, 'b', 'c', 'half');
    expect(isUnfinished(storage, page())).toBe(true);
    keepDraft(storage, 'b', 'c', '');
    storage.setItem('frontdesk:mine:outbox:b', '[{}]');
    expect(isUnfinished(storage, page())).toBe(true);
  });
});
