import { CircleAlert, CircleHelp, Forward, Megaphone, Reply, ShoppingBag } from 'lucide-react';
import { memo, type ReactNode, useState } from 'react';
import type { Message } from '../../../contract/message.ts';
import { useDesk, useFormats } from '../business/context.tsx';
import { useWords } from '../i18n/language.ts';
import { Button } from '../look/button.tsx';
import { cleanName, cleanText } from './clean.ts';
import { ContentView } from './content.tsx';
import { authorOf, inWords } from './in-words.ts';
import { rank } from './message-join.ts';
import { Ticks } from './ticks.tsx';
import { Transcript } from './voice/transcript.tsx';

export interface BubbleProps {
  readonly message: Message;
  readonly first: boolean;
  readonly customer: string;
  readonly group: boolean;
  readonly quoted: Message | undefined;
  readonly lit: boolean;
  readonly onReply: ((message: Message) => void) | undefined;
  readonly onJump: (providerId: string) => void;
  readonly onSendAgain: ((message: Message) => void) | undefined;
}

export const bubbleShape = (out: boolean, first: boolean): string =>
  `flex w-fit max-w-[85%] min-w-24 flex-col gap-1 rounded-2xl px-3 py-2 shadow-xs sm:max-w-[75%] lg:max-w-xl ${
    out ? 'bg-out' : 'bg-in'
  } ${first ? (out ? 'rounded-se-sm' : 'rounded-ss-sm') : ''}`;

export const Bubble = memo(function Bubble(props: BubbleProps) {
  const { message, first, customer, group, quoted, lit, onReply, onJump, onSendAgain } = props;
  const words = useWords();
  const formats = useFormats();
  const desk = useDesk();
  const out = message.direction === 'out';
  const author = authorOf(message, desk.membership.employeeId, customer, words);
  const time = formats.time(message.sentAt);
  const named = first && (out ? author !== words.thread.you : group);
  const deleted = message.deletedAt !== undefined;
  const status = out && !deleted ? message.status : undefined;
  const reached = status && message.statusAt?.[status];
  const [details, setDetails] = useState(false);
  return (
    <article
      aria-label={[author, time, status && words.status[status]].filter(Boolean).join(', ')}
      data-message={message.id}
      className={`group px-3 transition-colors duration-700 md:px-6 ${first ? 'pt-2' : 'pt-0.5'} ${lit ? 'bg-selected' : ''}`}
    >
      <div className={`flex items-center gap-1 ${out ? 'flex-row-reverse' : ''}`}>
        <div className={bubbleShape(out, first)}>
          {named ? (
            <p className="text-sm font-semibold text-accent">
              <bdi>{author}</bdi>
            </p>
          ) : null}
          {deleted ? (
            <p className="text-soft italic">{words.thread.deleted}</p>
          ) : (
            <>
              <Origin message={message} />
              {message.replyTo ? <Quote replyTo={message.replyTo} quoted={quoted} customer={customer} onJump={onJump} /> : null}
              <ContentView content={message.content} message={message} />
              <Transcript message={message} />
            </>
          )}
          <p className="flex items-center justify-end gap-1 text-xs text-soft">
            {message.editedAt && !deleted ? <span>{words.thread.edited}</span> : null}
            <time dateTime={message.sentAt} title={formats.full(message.sentAt)}>
              {time}
            </time>
            {status ? (
              <button
                type="button"
                aria-label={`${words.desk.statusDetails}: ${words.status[status]}`}
                aria-expanded={details}
                onClick={() => setDetails(!details)}
                className="relative inline-flex rounded after:absolute after:-inset-2.5"
              >
                <Ticks
                  status={status}
                  hint={reached ? words.status.at(words.status[status], formats.full(reached)) : undefined}
                />
              </button>
            ) : null}
          </p>
          {details && message.statusAt ? <Reached statusAt={message.statusAt} /> : null}
        </div>
        {onReply && isQuotable(message) ? (
          <button
            type="button"
            aria-label={`${author === words.thread.you ? words.thread.replyToSelf : words.thread.replyTo(author)}, ${time}`}
            title={words.thread.reply}
            onClick={() => onReply(message)}
            className="flex size-9 shrink-0 items-center justify-center rounded-full text-soft hover:bg-hover hover:text-ink pointer-fine:opacity-0 pointer-fine:group-hover:opacity-100 pointer-fine:focus-visible:opacity-100"
          >
            <Reply size={18} aria-hidden="true" className="rtl:-scale-x-100" />
          </button>
        ) : null}
      </div>
      <Reactions message={message} />
      {status === 'failed' || status === 'unknown' ? <Trouble message={message} onSendAgain={onSendAgain} /> : null}
    </article>
  );
});

const shownSteps = ['sent', 'delivered', 'read', 'played', 'failed'] as const;

/** When it was sent, arrived, was read. */
function Reached({ statusAt }: { statusAt: NonNullable<Message['statusAt']> }) {
  const words = useWords();
  const formats = useFormats();
  return (
    <dl className="flex flex-col border-t border-line pt-1 text-xs text-soft">
      {shownSteps.map((step) => {
        const at = statusAt[step];
        return at === undefined ? null : (
          <div key={step} className="flex justify-between gap-4">
            <dt>{words.status[step]}</dt>
            <dd>{formats.full(at)}</dd>
          </div>
        );
      })}
    </dl>
  );
}

/** The provider must have it: only then can an answer name it. */
const isQuotable = ({ providerId, status, deletedAt }: Message): boolean =>
  deletedAt === undefined &&
  (providerId !== undefined || (status !== undefined && status !== 'failed' && rank[status] >= rank.sent));

function Small({ icon, children }: { icon: ReactNode; children: ReactNode }) {
  return (
    <p className="flex items-center gap-1.5 text-xs text-soft">
      {icon}
      <span className="min-w-0 wrap-anywhere">{children}</span>
    </p>
  );
}

/** Where the message comes from: passed on, an ad, a product page. */
function Origin({ message }: { message: Message }) {
  const words = useWords();
  const { forwarded, frequentlyForwarded, referral, product } = message;
  return (
    <>
      {forwarded || frequentlyForwarded ? (
        <Small icon={<Forward size={14} aria-hidden="true" className="rtl:-scale-x-100" />}>
          {frequentlyForwarded ? words.thread.forwardedOften : words.thread.forwarded}
        </Small>
      ) : null}
      {referral ? (
        <Small icon={<Megaphone size={14} aria-hidden="true" />}>
          {words.thread.fromAd}
          {referral.headline ? (
            <>
              {': '}
              <bdi>{cleanText(referral.headline)}</bdi>
            </>
          ) : null}
        </Small>
      ) : null}
      {product ? (
        <Small icon={<ShoppingBag size={14} aria-hidden="true" />}>
          {words.thread.aboutProduct}
          {product.retailerId ? (
            <>
              {': '}
              <bdi dir="ltr">{cleanName(product.retailerId)}</bdi>
            </>
          ) : null}
        </Small>
      ) : null}
    </>
  );
}

interface QuoteProps {
  readonly replyTo: string;
  readonly quoted: Message | undefined;
  readonly customer: string;
  readonly onJump: (providerId: string) => void;
}

function Quote({ replyTo, quoted, customer, onJump }: QuoteProps) {
  const words = useWords();
  const me = useDesk().membership.employeeId;
  return (
    <button
      type="button"
      onClick={() => onJump(replyTo)}
      className="flex flex-col rounded-lg border-s-4 border-accent bg-ground px-2.5 py-1.5 text-start text-sm hover:brightness-95"
    >
      <span className="sr-only">{words.thread.quoteOf}: </span>
      {quoted ? (
        <>
          <span className="font-semibold text-accent">
            <bdi>{authorOf(quoted, me, customer, words)}</bdi>
          </span>
          <span dir="auto" className="line-clamp-2 w-full text-soft wrap-anywhere">
            {inWords(quoted, words)}
          </span>
        </>
      ) : (
        <span className="text-soft">{words.thread.quoteMissing}</span>
      )}
    </button>
  );
}

function Reactions({ message }: { message: Message }) {
  const words = useWords();
  const counts = new Map<string, number>();
  for (const { emoji } of message.reactions) if (emoji) counts.set(emoji, (counts.get(emoji) ?? 0) + 1);
  if (counts.size === 0 || message.deletedAt) return null;
  return (
    <ul
      aria-label={words.thread.reactions}
      className={`relative z-1 -mt-1.5 flex w-fit gap-1 px-2 ${message.direction === 'out' ? 'ms-auto' : ''}`}
    >
      {[...counts].map(([emoji, count]) => (
        <li key={emoji} className="rounded-full border border-line bg-raised px-1.5 text-sm leading-6">
          {cleanName(emoji).slice(0, 16)}
          {count > 1 ? <span className="ms-1 text-xs text-soft">{count}</span> : null}
        </li>
      ))}
    </ul>
  );
}

/** Text, or a file that is still here. */
const isSendable = ({ content, file }: Message): boolean =>
  content.kind === 'text' || ('media' in content && content.media.fileId !== undefined && file?.state === 'stored');

/** Not delivered, or nobody knows: why, and what a person can do. */
function Trouble({ message, onSendAgain }: { message: Message; onSendAgain: ((message: Message) => void) | undefined }) {
  const words = useWords();
  const unknown = message.status === 'unknown';
  const Icon = unknown ? CircleHelp : CircleAlert;
  return (
    <div
      className={`ms-auto mt-1 flex w-fit max-w-[85%] flex-col gap-1 rounded-xl px-3 py-2 text-sm sm:max-w-[75%] lg:max-w-xl ${unknown ? 'bg-warn-ground text-warn' : 'bg-danger-ground text-danger'}`}
    >
      <p className="flex items-start gap-2">
        <Icon size={18} aria-hidden="true" className="mt-0.5 shrink-0" />
        <span>
          <strong className="font-semibold">{unknown ? words.status.unknown : words.status.failed}</strong>
          {message.failure ? (
            <span dir="auto" className="block wrap-anywhere">
              {message.failure.title}. {message.failure.advice}
            </span>
          ) : null}
          {unknown ? <span className="block">{words.status.unknownHint}</span> : null}
        </span>
      </p>
      {onSendAgain && isSendable(message) ? (
        <Button className="self-end" onClick={() => onSendAgain(message)}>
          {words.status.sendAgain}
        </Button>
      ) : null}
    </div>
  );
}
