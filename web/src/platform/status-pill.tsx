import type { PlatformBusiness } from '../../../contract/platform.ts';
import { Pill } from '../settings/kit/page.tsx';
import { useManagement } from '../settings/kit/words.ts';

const tones = { active: 'good', suspended: 'warn', deleting: 'bad' } as const;

export function StatusPill({ status }: { status: PlatformBusiness['status'] }) {
  const { statuses } = useManagement();
  return <Pill tone={tones[status]}>{statuses[status]}</Pill>;
}
