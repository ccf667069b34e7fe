import { Eye } from 'lucide-react';
import { useState } from 'react';
import type { Membership } from '../business/desk.ts';
import { formatsFor } from '../clock/format.ts';
import { isolate } from '../i18n/isolate.ts';
import { useLocale, useWords } from '../i18n/language.ts';
import { Button } from '../look/button.tsx';
import { Banner } from '../look/notice.tsx';
import { useSigned } from './signed.tsx';

/** Whoever looks at a business for the platform is told so on every page of it, and how to stop. */
export function ImpersonationBanner({ membership }: { membership: Membership }) {
  const words = useWords();
  const locale = useLocale();
  const { call, lookAgain } = useSigned();
  const [busy, setBusy] = useState(false);
  const [failed, setFailed] = useState(false);
  const { business, impersonatedUntil } = membership;
  if (impersonatedUntil === undefined) return null;
  // On the clock of whoever looks: the business may lie in another zone than they do.
  const own = formatsFor(locale, Intl.DateTimeFormat().resolvedOptions().timeZone);
  const end = async (): Promise<void> => {
    setBusy(true);
    setFailed(false);
    try {
      await call('DELETE /v1/platform/businesses/{id}/impersonation', { params: { id: business.id } });
      await lookAgain();
    } catch {
      setFailed(true);
    } finally {
      setBusy(false);
    }
  };
  return (
    <aside aria-label={words.impersonation.label}>
      <Banner tone="warn">
        <Eye size={18} aria-hidden="true" className="shrink-0" />
        <p className="min-w-0 grow">
          {words.impersonation.looking(isolate(business.name), own.time(impersonatedUntil))}
          {failed ? <span role="alert"> {words.signIn.failed}</span> : null}
        </p>
        <Button busy={busy} onClick={() => void end()} className="shrink-0">
          {words.impersonation.end}
        </Button>
      </Banner>
    </aside>
  );
}
