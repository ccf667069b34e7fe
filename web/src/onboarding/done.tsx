import { PartyPopper } from 'lucide-react';
import { Link } from 'wouter';
import { isolate } from '../i18n/isolate.ts';
import { usePageTitle } from '../shell/title.ts';
import { useOnboardingWords } from './words.ts';

const way = 'inline-flex min-h-12 w-full items-center justify-center rounded-xl px-4 font-medium motion-safe:transition';

export function Done({ business: { name, slug } }: { business: { readonly name: string; readonly slug: string } }) {
  const own = useOnboardingWords();
  const title = own.doneTitle(isolate(name));
  const heading = usePageTitle(title);
  const home = `/b/${slug}`;
  return (
    <section className="m-auto flex max-w-sm flex-col items-center gap-4 text-center">
      <span aria-hidden="true" className="flex size-16 items-center justify-center rounded-full bg-selected text-accent">
        <PartyPopper />
      </span>
      <h1 ref={heading} tabIndex={-1} className="text-xl font-semibold outline-none">
        {title}
      </h1>
      <p className="text-pretty text-soft">{own.doneHint}</p>
      <Link href={`${home}/settings/channels/connect`} className={`${way} bg-accent text-on-accent hover:brightness-110`}>
        {own.connect}
      </Link>
      <Link href={`${home}/settings/team/invite`} className={`${way} border border-line bg-raised hover:bg-hover`}>
        {own.invite}
      </Link>
      <Link href={home} className={`${way} text-accent hover:underline`}>
        {own.later}
      </Link>
    </section>
  );
}
