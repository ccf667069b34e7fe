import {
  AlarmClock,
  Bot,
  CircleCheck,
  Hand,
  type LucideIcon,
  RotateCcw,
  Sparkles,
  Tag,
  UserRound,
  UserRoundPlus,
} from 'lucide-react';
import { type ReactNode, useState } from 'react';
import type { ConversationSummary } from '../../../contract/conversations.ts';
import { useCommand } from '../business/commands.ts';
import { useDesk, useFormats } from '../business/context.tsx';
import { useNameOf } from '../business/shared.ts';
import { useNow } from '../business/use-now.ts';
import { useWords } from '../i18n/language.ts';
import { Spinner } from '../look/button.tsx';
import { lazily } from '../look/lazily.tsx';
import { Popover } from '../look/popover.tsx';
import { cleanName } from '../thread/clean.ts';

export interface PanelProps {
  readonly row: ConversationSummary;
  readonly close: () => void;
}

const waiting = (
  <p className="flex justify-center p-6">
    <Spinner />
  </p>
);
const AssignPanel = lazily<PanelProps>(async () => (await import('./assign-panel.tsx')).AssignPanel, waiting);
const SnoozePanel = lazily<PanelProps>(async () => (await import('./snooze-panel.tsx')).SnoozePanel, waiting);
const LabelPanel = lazily<PanelProps>(async () => (await import('./label-panel.tsx')).LabelPanel, waiting);
const HandBackPanel = lazily<PanelProps>(async () => (await import('./hand-back-panel.tsx')).HandBackPanel, waiting);

type Opened = 'assign' | 'snooze' | 'label' | 'hand-back' | undefined;

const modeIcons = { ai: Bot, human: UserRound, hybrid: Sparkles } as const;

/** Who has the conversation, and everything that can be done with it. */
export function WorkBar({ row }: { row: ConversationSummary }) {
  const words = useWords();
  const desk = useDesk();
  const formats = useFormats();
  const now = useNow(60_000);
  const nameOf = useNameOf();
  const [opened, setOpened] = useState<Opened>();
  const close = (): void => setOpened(undefined);
  const mayTake = desk.may('conversations.takeover');
  const mayAssign = desk.may('conversations.assign');
  const { mode, status, assigneeId, snoozedUntil } = row;
  const mine = assigneeId === desk.me && mode === 'human';
  const takeOver = (): void => void desk.work.takeOver(row);
  useCommand('take-over', mayTake ? () => (mine ? setOpened('hand-back') : takeOver()) : undefined);
  useCommand('assign', mayAssign ? () => setOpened('assign') : undefined);
  useCommand('snooze', mayAssign && status !== 'resolved' ? () => setOpened('snooze') : undefined);
  useCommand('label', mayAssign ? () => setOpened('label') : undefined);
  const finish = (): void => void (status === 'open' ? desk.work.resolve(row) : desk.work.reopen(row));
  useCommand('resolve', mayAssign ? finish : undefined);
  const holder =
    assigneeId === undefined
      ? words.desk.nobody
      : assigneeId === desk.me
        ? words.desk.yours
        : words.desk.assignedTo(cleanName(nameOf(assigneeId) ?? '') || words.desk.colleague);
  // Where nobody has it, taking it is what there is to do; then the word for that goes before the word for how it is.
  const urgent = mayTake && !mine && assigneeId === undefined;
  const Mode = modeIcons[mode];
  return (
    <section
      aria-label={words.desk.work}
      className="flex min-h-13 shrink-0 items-center gap-1 border-b border-line bg-surface px-2 py-1 md:px-3"
    >
      <p className="me-auto flex min-w-0 items-center gap-2 ps-2 text-sm md:ps-1" title={words.desk.mode[mode]}>
        <Mode size={18} aria-hidden="true" className={`shrink-0 ${mode === 'ai' ? 'text-read' : 'text-accent'}`} />
        <span className="min-w-0 leading-tight">
          <span className="sr-only">{words.desk.mode[mode]}, </span>
          <span className={`line-clamp-2 font-medium ${urgent ? 'max-lg:hidden' : ''}`}>
            {mode === 'ai' && assigneeId === undefined ? words.desk.modeShort.ai : <bdi>{holder}</bdi>}
          </span>
          {status === 'snoozed' && snoozedUntil ? (
            <span className="block truncate text-xs text-soft">{words.desk.until(formats.moment(snoozedUntil, now))}</span>
          ) : status === 'resolved' ? (
            <span className="block truncate text-xs text-soft">{words.desk.view.resolved}</span>
          ) : null}
        </span>
      </p>
      {mayTake ? (
        mine ? (
          <Popover
            label={words.desk.handBack}
            open={opened === 'hand-back'}
            close={close}
            trigger={
              <Tool
                icon={Bot}
                text
                label={words.desk.handBack}
                expanded={opened === 'hand-back'}
                press={() => setOpened(opened === 'hand-back' ? undefined : 'hand-back')}
              />
            }
          >
            <HandBackPanel row={row} close={close} />
          </Popover>
        ) : urgent ? (
          <button
            type="button"
            onClick={takeOver}
            className="flex min-h-10 shrink-0 items-center gap-2 rounded-xl bg-accent px-3 text-sm font-semibold text-on-accent hover:brightness-110 pointer-coarse:min-h-11"
          >
            <Hand size={18} aria-hidden="true" />
            {words.desk.takeOver}
          </button>
        ) : (
          <Tool icon={Hand} text label={words.desk.takeOver} press={takeOver} />
        )
      ) : null}
      {mayAssign ? (
        <>
          <Popover
            label={words.desk.assign}
            open={opened === 'assign'}
            close={close}
            width="md:w-80"
            trigger={
              <Tool
                icon={UserRoundPlus}
                label={words.desk.assign}
                expanded={opened === 'assign'}
                press={() => setOpened(opened === 'assign' ? undefined : 'assign')}
              />
            }
          >
            <AssignPanel row={row} close={close} />
          </Popover>
          <Popover
            label={words.desk.labels}
            open={opened === 'label'}
            close={close}
            trigger={
              <Tool
                icon={Tag}
                label={words.desk.labels}
                expanded={opened === 'label'}
                press={() => setOpened(opened === 'label' ? undefined : 'label')}
              />
            }
          >
            <LabelPanel row={row} close={close} />
          </Popover>
          {status === 'resolved' ? null : (
            <Popover
              label={words.desk.snooze}
              open={opened === 'snooze'}
              close={close}
              trigger={
                <Tool
                  icon={AlarmClock}
                  label={words.desk.snooze}
                  expanded={opened === 'snooze'}
                  press={() => setOpened(opened === 'snooze' ? undefined : 'snooze')}
                />
              }
            >
              <SnoozePanel row={row} close={close} />
            </Popover>
          )}
          <Tool
            icon={status === 'open' ? CircleCheck : RotateCcw}
            text
            label={status === 'open' ? words.desk.resolve : words.desk.reopen}
            press={finish}
          />
        </>
      ) : null}
    </section>
  );
}

interface ToolProps {
  readonly icon: LucideIcon;
  readonly label: string;
  /** The word stands beside the picture where there is room. */
  readonly text?: boolean;
  readonly expanded?: boolean;
  readonly press: () => void;
}

function Tool({ icon: Icon, label, text = false, expanded, press }: ToolProps): ReactNode {
  return (
    <button
      type="button"
      aria-label={label}
      title={label}
      aria-haspopup={expanded === undefined ? undefined : 'dialog'}
      aria-expanded={expanded}
      onClick={press}
      className={`flex h-10 min-w-10 shrink-0 items-center justify-center gap-2 rounded-xl px-2.5 text-sm font-medium hover:bg-hover pointer-coarse:h-11 pointer-coarse:min-w-11 ${expanded ? 'bg-selected text-accent' : 'text-ink'}`}
    >
      <Icon size={19} aria-hidden="true" />
      {text ? <span className="max-lg:hidden">{label}</span> : null}
    </button>
  );
}
