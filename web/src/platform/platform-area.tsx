import { Link, Redirect, Route, Switch, useLocation } from 'wouter';
import { Empty } from '../look/notice.tsx';
import { useSettingsWords } from '../settings/words.ts';
import { PageHeader } from '../shell/page-header.tsx';
import { PlatformBusinessPage } from './business-page.tsx';
import { PlatformBusinessesPage } from './businesses-page.tsx';
import { CreateBusinessPage } from './create-page.tsx';
import { PlatformAuditPage } from './platform-audit-page.tsx';
import { usePlatformWords } from './words.ts';

/** Over all businesses, for the people who run the platform. The API asks on every call whether one is of them. */
export function PlatformArea() {
  const words = usePlatformWords();
  const settings = useSettingsWords();
  const [path] = useLocation();
  const tabs = [
    { href: '/platform/businesses', label: words.businesses },
    { href: '/platform/audit', label: words.audit },
  ];
  return (
    <div className="flex min-h-dvh flex-col">
      <PageHeader title={words.title} />
      <nav aria-label={words.sections} className="border-b border-line bg-surface px-4 sm:px-6">
        <ul className="mx-auto flex max-w-6xl gap-4">
          {tabs.map(({ href, label }) => {
            const here = path.startsWith(href);
            return (
              <li key={href}>
                <Link
                  href={href}
                  aria-current={here ? 'page' : undefined}
                  className={`inline-flex min-h-12 items-center border-b-2 font-medium ${here ? 'border-accent text-accent' : 'border-transparent text-soft hover:text-ink'}`}
                >
                  {label}
                </Link>
              </li>
            );
          })}
        </ul>
      </nav>
      <main className="grow">
        <Switch>
          <Route path="/platform">
            <Redirect replace to="/platform/businesses" />
          </Route>
          <Route path="/platform/businesses">
            <PlatformBusinessesPage />
          </Route>
          <Route path="/platform/businesses/new">
            <CreateBusinessPage />
          </Route>
          <Route path="/platform/businesses/:id">{({ id }) => <PlatformBusinessPage key={id} id={id} />}</Route>
          <Route path="/platform/audit">
            <PlatformAuditPage />
          </Route>
          <Route>
            <Empty title={settings.unknown} hint={settings.unknownHint} />
          </Route>
        </Switch>
      </main>
    </div>
  );
}
