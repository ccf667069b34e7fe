import { describe, expect, it } from 'vitest';
import { draftOf, keepDraft } from '../composer/drafts.ts';
import { claimFor, wipeBusinesses, wipePersonal } from './kept.ts';
import { memoryStorage } from './test-storage.ts';

describe('what a browser keeps of a person', () => {
  it('is gone after signing out; settings stay', () => {
    const storage = memoryStorage();
    claimFor(storage, 'sara');
    keepDraft(storage, 'b', 'c', 'half a sentence');
    storage.setItem('frontdesk:theme', 'dark');
    expect(draftOf(storage, 'b', 'c')).toBe('half a sentence');
    wipePersonal(storage);
    expect(draftOf(storage, 'b', 'c')).toBe('');
    expect(storage.getItem('frontdesk:theme')).toBe('dark');
  });

  it('goes with a business that is theirs no more; that of others stays', () => {
    const storage = memoryStorage();
    claimFor(storage, 'sara');
    keepDraft(storage, 'gone', 'c', 'half a sentence');
    keepDraft(storage, 'here', 'c', 'another half');
    wipeBusinesses(storage, (business) => business === 'gone');
    expect([draftOf(storage, 'gone', 'c'), draftOf(storage, 'here', 'c')]).toEqual(['', 'another half']);
  });

  it('waits for the same person over a reload, and never meets another one', () => {
    const storage = memoryStorage();
    claimFor(storage, 'sara');
    keepDraft(storage, 'b', 'c', 'half a sentence');
    claimFor(storage, 'sara');
    expect(draftOf(storage, 'b', 'c')).toBe('half a sentence');
    claimFor(storage, 'omar');
    expect(draftOf(storage, 'b', 'c')).toBe('');
  });

  it('does not keep an empty draft', () => {
    const storage = memoryStorage();
    keepDraft(storage, 'b', 'c', 'x');
    keepDraft(storage, 'b', 'c', ' ');
    expect(storage.length).toBe(0);
  });
});
