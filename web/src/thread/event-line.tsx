import {
  AlarmClock,
  AlarmClockOff,
  Bell,
  Bot,
  CircleCheck,
  Hand,
  type LucideIcon,
  Merge,
  MessageSquareOff,
  RotateCcw,
  Sparkles,
  Split,
  UserRoundCheck,
  UserRoundMinus,
} from 'lucide-react';
import type { Message, WorkEvent } from '../../../contract/message.ts';
import { useFormats } from '../business/context.tsx';
import { useNow } from '../business/use-now.ts';
import { useWords } from '../i18n/language.ts';
import { ContentView } from './content.tsx';
import { workWords } from './in-words.ts';

const icons: Readonly<Record<WorkEvent, LucideIcon>> = {
  'taken-over': Hand,
  'handed-back': Bot,
  suggesting: Sparkles,
  assigned: UserRoundCheck,
  unassigned: UserRoundMinus,
  snoozed: AlarmClock,
  woken: AlarmClockOff,
  resolved: CircleCheck,
  reopened: RotateCcw,
  merged: Merge,
  unmerged: Split,
  'handed-over': Hand,
  returned: Bot,
  discarded: MessageSquareOff,
  suggested: Sparkles,
};

/** Something that happened, in the middle of the thread: nobody's words. */
export function EventLine({ message }: { message: Message }) {
  const words = useWords();
  const formats = useFormats();
  const now = useNow(60_000);
  const { content, author, sentAt } = message;
  const Icon = content.kind === 'work' ? icons[content.event] : Bell;
  return (
    <p className="mx-auto flex w-fit max-w-md items-center gap-2 rounded-xl bg-surface px-3 py-1.5 text-center text-sm text-soft">
      <Icon size={14} aria-hidden="true" className="shrink-0" />
      <span className="min-w-0 wrap-anywhere">
        {content.kind === 'work' ? (
          workWords(content, author, words, (instant) => formats.moment(instant, now))
        ) : (
          <ContentView content={content} />
        )}
      </span>
      <time dateTime={sentAt} title={formats.full(sentAt)} className="shrink-0 text-xs">
        {formats.time(sentAt)}
      </time>
    </p>
  );
}
