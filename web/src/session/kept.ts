/** What this browser keeps between visits, and what must be gone after signing out. */
const personal = 'frontdesk:mine:';
const owner = 'frontdesk:owner';

/** Key of something that belongs to the person at the keyboard (drafts, unsent messages): wiped at sign-out. */
export const personalKey = (...parts: readonly string[]): string => personal + parts.join(':');

/** Whose things this browser keeps. */
export const ownerOf = (storage: Pick<Storage, 'getItem'>): string | undefined => storage.getItem(owner) ?? undefined;

const keysOf = (storage: Storage): string[] =>
  Array.from({ length: storage.length }, (_, index) => storage.key(index) ?? '').filter((key) => key.startsWith(personal));

export function wipePersonal(storage: Storage): void {
  for (const key of keysOf(storage)) storage.removeItem(key);
  storage.removeItem(owner);
}

/** Nothing that was written in a business stays where the business is none of theirs any more. */
export function wipeBusinesses(storage: Storage, isGone: (business: string) => boolean): void {
  for (const key of keysOf(storage)) {
    const [, business] = key.slice(personal.length).split(':');
    if (business !== undefined && isGone(business)) storage.removeItem(key);
  }
}

/** Another person never finds what the one before has left. */
export function claimFor(storage: Storage, subject: string): void {
  if (storage.getItem(owner) !== subject) wipePersonal(storage);
  storage.setItem(owner, subject);
}

/** How many messages wait to be sent, or wait for a decision, in all businesses of this person or in some of them. */
export function countUnsent(storage: Storage, isMeant: (business: string) => boolean = () => true): number {
  const outbox = personalKey('outbox', '');
  let count = 0;
  for (const key of keysOf(storage)) {
    if (!key.startsWith(outbox) || !isMeant(key.slice(outbox.length))) continue;
    try {
      const entries: unknown = JSON.parse(storage.getItem(key) ?? '[]');
      if (Array.isArray(entries)) count += entries.length;
    } catch {
      // Nothing that could be sent.
    }
  }
  return count;
}
