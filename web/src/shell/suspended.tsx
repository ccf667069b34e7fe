import { CirclePause } from 'lucide-react';
import { useEffect } from 'react';
import type { Membership } from '../business/desk.ts';
import { useWords } from '../i18n/language.ts';
import { Button } from '../look/button.tsx';
import { PageHeader } from './page-header.tsx';
import { useSigned } from './signed.tsx';
import { Stop } from './stop.tsx';

const lookEveryMs = 60_000;

/** In place of a suspended business: nothing can be done in it, and it comes back by itself. */
export function Suspended({ membership }: { membership: Membership }) {
  const words = useWords();
  const { lookAgain } = useSigned();
  useEffect(() => {
    const timer = setInterval(() => void lookAgain().catch(() => undefined), lookEveryMs);
    return () => clearInterval(timer);
  }, [lookAgain]);
  return (
    <div className="flex min-h-dvh flex-col">
      <PageHeader title={<bdi>{membership.business.name}</bdi>} membership={membership} />
      <main className="flex grow">
        <Stop icon={<CirclePause />} title={words.suspended.title} hint={words.suspended.hint}>
          <Button onClick={() => void lookAgain().catch(() => undefined)}>{words.suspended.lookAgain}</Button>
        </Stop>
      </main>
    </div>
  );
}
