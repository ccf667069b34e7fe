import type { Me } from '../../../contract/session.ts';
import { wipeBusinesses } from '../session/kept.ts';

/** Of businesses that are somebody's no more, nothing stays on their device. */
export function forgetOtherBusinesses(storage: Storage, subject: string, { memberships }: Me): void {
  const theirs = new Set<string>(memberships.map(({ business }) => business.id));
  wipeBusinesses(storage, (business) => !theirs.has(business));
  void forgetKept(subject, theirs).catch(() => undefined);
}

async function forgetKept(subject: string, theirs: ReadonlySet<string>): Promise<void> {
  const { DeviceStore } = await import('./device-store.ts');
  const store = await DeviceStore.claim(subject);
  await store.forgetOthers(theirs);
  store.close();
}
