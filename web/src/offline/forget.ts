import type { Me } from '../../../contract/session.ts';
import { countUnsent, wipeBusinesses } from '../session/kept.ts';

/**
 * Of businesses that are somebody's no more, nothing stays on their device. Answers how many unsent messages that were: they can
 * not be sent any more, and whoever wrote them has to know.
 */
export function forgetOtherBusinesses(
  storage: Storage,
  { memberships }: Me,
  removeKept: (theirs: ReadonlySet<string>) => Promise<void>,
): number {
  const theirs = new Set<string>(memberships.map(({ business }) => business.id));
  const isGone = (business: string): boolean => !theirs.has(business);
  const lost = countUnsent(storage, isGone);
  wipeBusinesses(storage, isGone);
  void removeKept(theirs).catch(() => undefined);
  return lost;
}

export async function removeKept(subject: string, theirs: ReadonlySet<string>): Promise<void> {
  const { DeviceStore } = await import('./device-store.ts');
  const store = await DeviceStore.claim(subject);
  await store.forgetOthers(theirs);
  store.close();
}
