import { lazily } from '../look/lazily.tsx';
import { useStore } from '../look/use-store.ts';
import { update } from './updates.ts';

const UpdateNotice = lazily<object>(async () => (await import('./update-notice.tsx')).UpdateNotice);

/** Where a newer version is told of. Should the notice itself belong to a version that is gone, loading again is offered in its place. */
export function UpdatePlace() {
  const state = useStore(update);
  return (
    <div role="status" className="pointer-events-none fixed inset-x-3 top-2 z-40 flex justify-center md:top-3">
      {state === 'none' ? null : <UpdateNotice />}
    </div>
  );
}
