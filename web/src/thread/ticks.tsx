import { Check, CheckCheck, CircleAlert, CircleHelp, Clock, Play } from 'lucide-react';
import type { Status } from '../../../contract/message.ts';
import { useWords } from '../i18n/language.ts';

const looks: Readonly<Record<Status, { readonly Icon: typeof Check; readonly tone: string }>> = {
  queued: { Icon: Clock, tone: 'text-soft' },
  sending: { Icon: Clock, tone: 'text-soft' },
  unknown: { Icon: CircleHelp, tone: 'text-warn' },
  sent: { Icon: Check, tone: 'text-soft' },
  failed: { Icon: CircleAlert, tone: 'text-danger' },
  delivered: { Icon: CheckCheck, tone: 'text-soft' },
  read: { Icon: CheckCheck, tone: 'text-read' },
  played: { Icon: Play, tone: 'text-read' },
};

/** How far a message got. The word is there for whoever does not see the sign. */
export function Ticks({ status, hint }: { status: Status; hint?: string | undefined }) {
  const words = useWords();
  const { Icon, tone } = looks[status];
  return (
    <span className={`inline-flex ${tone}`} data-status={status} title={hint ?? words.status[status]}>
      <Icon size={16} aria-hidden="true" />
      <span className="sr-only">{words.status[status]}</span>
    </span>
  );
}
