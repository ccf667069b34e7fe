import { isolate } from '../i18n/isolate.ts';
import { useWords } from '../i18n/language.ts';
import { PageHeader } from '../shell/page-header.tsx';
import { useSigned } from '../shell/signed.tsx';
import { usePageTitle } from '../shell/title.ts';
import { PasswordPanel } from './password-panel.tsx';
import { ProfilePanel } from './profile-panel.tsx';
import { SecondFactorPanel } from './second-factor-panel.tsx';
import { SessionsPanel } from './sessions-panel.tsx';
import { useAccountWords } from './words.ts';

/** One's own account, whatever businesses one works for. */
export function AccountArea() {
  const words = useWords();
  const own = useAccountWords();
  const { me } = useSigned();
  const heading = usePageTitle(own.title);
  return (
    <div className="flex min-h-dvh flex-col">
      <PageHeader title={words.appName} />
      <main className="mx-auto flex w-full max-w-2xl grow flex-col gap-5 p-4 pb-16 sm:py-8">
        <header>
          <h1 ref={heading} tabIndex={-1} className="text-2xl font-semibold outline-none">
            {own.title}
          </h1>
          {me.email ? <p className="text-soft [overflow-wrap:anywhere]">{own.signedInAs(isolate(me.email))}</p> : null}
        </header>
        <ProfilePanel />
        <PasswordPanel />
        <SecondFactorPanel />
        <SessionsPanel />
      </main>
    </div>
  );
}
