import { ownerOf, wipePersonal } from '../session/kept.ts';

/** Whose data is still being removed: a page that is closed in between is followed by one that goes on with it. */
const wiping = 'frontdesk:wiping';

interface WipeParts {
  readonly storage: Storage;
  readonly removeData: (subject: string) => Promise<void>;
  readonly clearBadge: () => void;
}

/**
 * Nothing of any business stays on this device: drafts, unsent messages, conversations. `subject`: who was signed in in this tab;
 * when somebody else has signed in since, in another one, what is here is theirs.
 */
export async function wipe({ storage, removeData, clearBadge }: WipeParts, subject: string | undefined): Promise<void> {
  const owner = ownerOf(storage);
  if (subject !== undefined && owner !== undefined && owner !== subject) return;
  const whose = owner ?? subject ?? storage.getItem(wiping);
  if (whose !== null) storage.setItem(wiping, whose);
  wipePersonal(storage);
  clearBadge();
  if (whose === null) return;
  await removeData(whose);
  storage.removeItem(wiping);
}

export const wipeHere = (subject: string | undefined): Promise<void> =>
  wipe(
    {
      storage: localStorage,
      removeData: async (whose) => (await import('./device-store.ts')).wipeDevice(whose),
      clearBadge: () => void navigator.clearAppBadge?.().catch(() => undefined),
    },
    subject,
  );
