import { describe, expect, it } from 'vitest';
import { keepDraft } from '../composer/drafts.ts';
import { claimFor, countUnsent, ownerOf } from '../session/kept.ts';
import { memoryStorage } from '../session/test-storage.ts';
import { wipe } from './wipe.ts';

function device(owner?: string) {
  const storage = memoryStorage();
  const removed: string[] = [];
  const state = { badge: 3, fails: false };
  if (owner !== undefined) claimFor(storage, owner);
  keepDraft(storage, 'b', 'c', 'canary');
  return {
    storage,
    removed,
    state,
    wipe: (subject: string | undefined) =>
      wipe(
        {
          storage,
          removeData: async (whose) => {
            if (state.fails) throw new Error('The page was closed');
            removed.push(whose);
          },
          clearBadge: () => {
            state.badge = 0;
          },
        },
        subject,
      ),
    left: () => JSON.stringify(Array.from({ length: storage.length }, (_, index) => storage.getItem(storage.key(index) ?? ''))),
  };
}

describe('when a person leaves', () => {
  it('nothing of theirs stays, nor the number on the icon', async () => {
    const { wipe: leave, removed, state, storage, left } = device('sara');
    await leave('sara');
    expect([removed, state.badge, ownerOf(storage), left()]).toEqual([['sara'], 0, undefined, '[]']);
  });

  it('the same goes for whoever was signed in here last, once the session turns out to have ended', async () => {
    const { wipe: leave, removed, left } = device('sara');
    await leave(undefined);
    expect([removed, left()]).toEqual([['sara'], '[]']);
  });

  it('a tab that hears of it late leaves alone what belongs to the next person', async () => {
    const { wipe: leave, removed, left } = device('omar');
    await leave('sara');
    expect(removed).toEqual([]);
    expect(left()).toContain('canary');
  });

  it('a page that is closed in between is followed by one that goes on with it', async () => {
    const { wipe: leave, removed, state, storage } = device('sara');
    state.fails = true;
    await expect(leave('sara')).rejects.toThrow('closed');
    expect(ownerOf(storage)).toBeUndefined();
    state.fails = false;
    await leave(undefined);
    expect(removed).toEqual(['sara']);
    await leave(undefined);
    expect(removed).toEqual(['sara']);
  });
});

describe('unsent messages', () => {
  it('are counted over all businesses before somebody signs out', () => {
    const { storage } = device('sara');
    expect(countUnsent(storage)).toBe(0);
    storage.setItem('frontdesk:mine:outbox:a', '[{},{}]');
    storage.setItem('frontdesk:mine:outbox:b', '[{}]');
    storage.setItem('frontdesk:mine:outbox:c', 'broken');
    expect(countUnsent(storage)).toBe(3);
  });
});
