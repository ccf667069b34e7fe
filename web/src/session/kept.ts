/** What this browser keeps between visits, and what must be gone after signing out. */
const personal = 'frontdesk:mine:';
const owner = 'frontdesk:owner';

/** Key of something that belongs to the person at the keyboard (drafts, unsent messages): wiped at sign-out. */
export const personalKey = (...parts: readonly string[]): string => personal + parts.join(':');

export function wipePersonal(storage: Storage): void {
  const keys = Array.from({ length: storage.length }, (_, index) => storage.key(index));
  for (const key of keys) if (key?.startsWith(personal)) storage.removeItem(key);
  storage.removeItem(owner);
}

/** After a session that ended by itself the same person finds their drafts again; another person never does. */
export function claimFor(storage: Storage, subject: string): void {
  if (storage.getItem(owner) !== subject) wipePersonal(storage);
  storage.setItem(owner, subject);
}
