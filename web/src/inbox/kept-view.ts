import type { View } from '../../../contract/conversations.ts';
import { personalKey } from '../session/kept.ts';
import { isView } from './views.ts';

const keyOf = (business: string): string => personalKey('view', business);

/** The view that the person chose last in a business. */
export function keptView(storage: Storage, business: string): View {
  const kept = storage.getItem(keyOf(business));
  return isView(kept) ? kept : 'all';
}

export const keepView = (storage: Storage, business: string, view: View): void => storage.setItem(keyOf(business), view);
