import { personalKey } from '../session/kept.ts';

const keyOf = (business: string, conversationId: string): string => personalKey('draft', business, conversationId);

export const draftOf = (storage: Storage, business: string, conversationId: string): string =>
  storage.getItem(keyOf(business, conversationId)) ?? '';

export function keepDraft(storage: Storage, business: string, conversationId: string, text: string): void {
  const key = keyOf(business, conversationId);
  if (text.trim() === '') storage.removeItem(key);
  else {
    try {
      storage.setItem(key, text);
    } catch {
      // Storage full or forbidden: the text stays in the field, it only does not survive a reload.
    }
  }
}
