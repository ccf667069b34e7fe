import { ExternalLink } from 'lucide-react';
import type { ReactNode } from 'react';
import type { Content } from '../../../contract/message.ts';
import { useFormats } from '../business/context.tsx';
import { useWords } from '../i18n/language.ts';
import { cleanName, cleanText } from './clean.ts';
import { Answer, Card } from './content-parts.tsx';
import { callPermission } from './in-words.ts';
import { mapHref, safeHref } from './links.ts';
import { RichText } from './rich-text.tsx';

/** Kinds that most conversations never have: their code comes with the first message of one. */
export type RareKind = 'location' | 'contacts' | 'nfm_reply' | 'call_permission_reply' | 'product' | 'order' | 'unsupported';
type Of<Kind extends Content['kind']> = Extract<Content, { kind: Kind }>;

export interface RareContentProps {
  readonly content: Of<RareKind>;
}

export function RareContent({ content }: RareContentProps) {
  const words = useWords();
  switch (content.kind) {
    case 'location':
      return <LocationView content={content} />;
    case 'contacts':
      return <ContactsView content={content} />;
    case 'nfm_reply':
      return <FormView content={content} />;
    case 'call_permission_reply':
      return <CallPermission content={content} />;
    case 'product':
      return (
        <Card kind="product" title={words.kinds.product}>
          {content.retailerId ? <Code label={words.content.article} value={content.retailerId} /> : null}
          {content.text ? <RichText text={content.text} /> : null}
        </Card>
      );
    case 'order':
      return <OrderView content={content} />;
    case 'unsupported':
      return (
        <Card kind="unsupported" title={words.kinds.unsupported}>
          <p className="text-sm">{words.content.unsupported}</p>
          {content.type ? <p className="text-sm text-soft">{words.content.unsupportedType(cleanName(content.type))}</p> : null}
        </Card>
      );
  }
}

function Code({ label, value }: { label: string; value: string }) {
  return (
    <p className="text-sm text-soft">
      {label}:{' '}
      <bdi dir="ltr" className="text-ink wrap-anywhere">
        {cleanName(value)}
      </bdi>
    </p>
  );
}

function Outside({ href, children }: { href: string; children: ReactNode }) {
  const words = useWords();
  return (
    <a
      href={href}
      target="_blank"
      rel="noopener noreferrer nofollow"
      className="inline-flex min-h-8 items-center gap-1.5 self-start font-medium text-accent underline-offset-2 hover:underline"
    >
      {children}
      <ExternalLink size={15} aria-hidden="true" className="shrink-0 rtl:-scale-x-100" />
      <span className="sr-only">({words.thread.opensNewTab})</span>
    </a>
  );
}

function LocationView({ content }: { content: Of<'location'> }) {
  const words = useWords();
  const href = mapHref(content.latitude, content.longitude);
  const own = content.url ? safeHref(content.url) : undefined;
  return (
    <Card kind="location" title={cleanName(content.name ?? '') || words.kinds.location}>
      {content.address ? (
        <p className="text-sm wrap-anywhere">
          <bdi>{cleanText(content.address)}</bdi>
        </p>
      ) : null}
      <p className="text-xs text-soft">
        <bdi dir="ltr">
          {content.latitude}, {content.longitude}
        </bdi>
      </p>
      {href ? <Outside href={href}>{words.content.openMap}</Outside> : null}
      {own?.startsWith('http') ? (
        <Outside href={own}>
          <bdi dir="ltr" className="wrap-anywhere">
            {own}
          </bdi>
        </Outside>
      ) : null}
    </Card>
  );
}

function ContactsView({ content }: { content: Of<'contacts'> }) {
  const words = useWords();
  return (
    <div className="flex flex-col gap-3">
      {content.cards.map((card, index) => (
        <Card key={String(index)} kind="contacts" title={cleanName(card.name) || words.content.noName}>
          {card.organisation ? (
            <p className="text-sm text-soft">
              <bdi>{cleanName(card.organisation)}</bdi>
            </p>
          ) : null}
          {card.phones.map(({ phone, waId, type }, at) => {
            const number = phone ?? (waId ? `+${waId}` : '');
            return number ? (
              <p key={String(at)} className="text-sm">
                <bdi dir="ltr">{cleanName(number)}</bdi>
                {type ? <span className="text-soft"> · {cleanName(type)}</span> : null}
              </p>
            ) : null;
          })}
          {card.emails.map((email) => (
            <p key={email} className="text-sm wrap-anywhere">
              <bdi dir="ltr">{cleanName(email)}</bdi>
            </p>
          ))}
        </Card>
      ))}
    </div>
  );
}

function FormView({ content }: { content: Of<'nfm_reply'> }) {
  const words = useWords();
  const answers = Object.entries(content.answers ?? {}).filter(([name]) => name !== 'flow_token');
  return (
    <>
      <Answer said={words.content.form} kind="nfm_reply" text={content.text} />
      {answers.length > 0 ? (
        <dl className="mt-1 grid grid-cols-[auto_1fr] gap-x-3 gap-y-0.5 text-sm">
          {answers.slice(0, 30).map(([name, value]) => (
            <div key={name} className="contents">
              <dt className="text-soft wrap-anywhere">{cleanName(name)}</dt>
              <dd dir="auto" className="wrap-anywhere">
                {cleanText(typeof value === 'string' ? value : JSON.stringify(value))}
              </dd>
            </div>
          ))}
        </dl>
      ) : null}
    </>
  );
}

function CallPermission({ content }: { content: Of<'call_permission_reply'> }) {
  const words = useWords();
  const formats = useFormats();
  return (
    <Card kind="call_permission_reply" title={callPermission(content, words)}>
      {content.expiresAt && !content.permanent ? (
        <p className="text-sm text-soft">{words.content.until(formats.full(content.expiresAt))}</p>
      ) : null}
    </Card>
  );
}

function OrderView({ content }: { content: Of<'order'> }) {
  const words = useWords();
  const formats = useFormats();
  return (
    <Card kind="order" title={`${words.kinds.order}: ${words.content.items(content.items.length)}`}>
      <ul className="flex flex-col gap-1 text-sm">
        {content.items.map((item, index) => (
          <li key={String(index)} className="flex flex-wrap items-baseline justify-between gap-x-4 border-t border-line pt-1">
            <bdi dir="ltr" className="wrap-anywhere">
              {cleanName(item.retailerId)}
            </bdi>
            <span>
              <span className="text-soft">{words.content.quantity(formats.number(item.quantity))}</span>
              {item.price === undefined ? null : (
                <bdi dir="ltr">
                  {' · '}
                  {formats.number(item.price)} {cleanName(item.currency ?? '')}
                </bdi>
              )}
            </span>
          </li>
        ))}
      </ul>
      {content.text ? <RichText text={content.text} /> : null}
    </Card>
  );
}
