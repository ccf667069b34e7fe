import { useQuery } from '@tanstack/react-query';
import { CloudOff, MessageCircleOff } from 'lucide-react';
import { useCallback, useEffect, useMemo, useRef, useState } from 'react';
import type { ConversationSummary } from '../../../contract/conversations.ts';
import type { Message } from '../../../contract/message.ts';
import { Refused } from '../api/client.ts';
import { useDesk, useFormats } from '../business/context.tsx';
import { keptThreadKey, threadKey } from '../business/queries.ts';
import { useRow } from '../business/shared.ts';
import { Composer } from '../composer/composer.tsx';
import { useWords } from '../i18n/language.ts';
import { nameOf } from '../inbox/inbox-row.tsx';
import { Empty, Failed, Loading } from '../look/notice.tsx';
import { useStore } from '../look/store.ts';
import { silence } from '../media/sound/one-sound.ts';
import { isAway } from '../offline/away.ts';
import { WorkBar } from '../work/work-bar.tsx';
import { Announcer } from './announcer.tsx';
import { MessageList } from './message-list.tsx';
import { PinnedBar } from './pinned-bar.tsx';
import { type PanelSwitch, ThreadHeader } from './thread-header.tsx';
import type { Thread } from './thread-state.ts';
import { firstUnread, timeline } from './timeline.ts';
import { useAround } from './use-around.ts';
import { useOlder } from './use-older.ts';
import { useReading } from './use-reading.ts';

interface ThreadPaneProps {
  readonly id: string;
  readonly home: string;
  /** Message to begin at instead of the newest. */
  readonly jumpTo: string | undefined;
  /** Something lies on top of it: neither reachable nor read. */
  readonly covered: boolean;
  readonly panel: PanelSwitch | undefined;
}

export function ThreadPane({ id, home, jumpTo, covered, panel }: ThreadPaneProps) {
  const words = useWords();
  const desk = useDesk();
  const row = useRow(id);
  const alone = useQuery({
    queryKey: ['conversation', desk.business, id],
    queryFn: () => desk.conversation(id),
    enabled: row === undefined,
  });
  const thread = useQuery({ queryKey: threadKey(desk.business, id), queryFn: () => desk.thread(id) });
  useEffect(() => {
    desk.look(id);
    return () => {
      desk.look(undefined);
      silence();
    };
  }, [desk, id]);

  const confirmed = useStore(desk.confirmed);
  const away = !confirmed || isAway(thread) || (row === undefined && isAway(alone));
  const kept = useQuery({
    queryKey: keptThreadKey(desk.business, id),
    queryFn: () => desk.keptThread(id),
    enabled: away && thread.data === undefined,
    networkMode: 'always',
    staleTime: 0,
    gcTime: 0,
  });
  const loaded = (thread.data?.floor === undefined ? undefined : thread.data) ?? (away ? kept.data : undefined) ?? undefined;
  const failure = [alone.error, thread.error].find((error) => error !== null);
  const missing = failure instanceof Refused && (failure.status === 404 || failure.status === 400);
  return (
    <div inert={covered} className="flex min-h-0 grow flex-col">
      <ThreadHeader row={row} home={home} panel={panel} />
      {row && loaded ? (
        <OpenThread row={row} thread={loaded} jumpTo={jumpTo} />
      ) : missing ? (
        <Empty icon={<MessageCircleOff />} title={words.thread.notFound} hint={words.thread.notFoundHint} />
      ) : away && kept.isSuccess ? (
        <Empty icon={<CloudOff />} title={words.device.notKept} hint={words.device.notKeptHint} />
      ) : failure ? (
        <Failed
          title={words.thread.failed}
          retry={() => {
            void thread.refetch();
            if (!row) void alone.refetch();
          }}
        />
      ) : (
        <Skeleton />
      )}
    </div>
  );
}

function OpenThread({ row, thread, jumpTo }: { row: ConversationSummary; thread: Thread; jumpTo: string | undefined }) {
  const words = useWords();
  const desk = useDesk();
  const formats = useFormats();
  const outbox = useStore(desk.outbox.entries);
  const around = useAround(row.id, jumpTo, thread);
  const messages = useMemo(() => around.thread?.shown() ?? thread.shown(), [thread, around.thread]);
  const older = useOlder(row.id, thread);
  // Where the unread ones began when the conversation was opened; what comes while it is open is not "unread".
  const [sends, setSends] = useState(0);
  const [unread] = useState(() => firstUnread(messages, row.unread));
  const rows = useMemo(
    () =>
      timeline({
        messages,
        entries: around.thread ? [] : outbox.filter(({ conversationId }) => conversationId === row.id),
        // Whoever has answered has read.
        unread: sends > 0 ? undefined : unread,
        dayKey: formats.dayKey,
      }),
    [messages, around.thread, outbox, row.id, unread, sends, formats],
  );
  const byProviderId = useMemo(
    () => new Map(messages.flatMap((message) => (message.providerId ? [[message.providerId, message] as const] : []))),
    [messages],
  );
  const [replyTo, setReplyTo] = useState<Message>();
  const [jumpNow, setJumpNow] = useState(jumpTo);
  const composer = useRef<HTMLTextAreaElement>(null);
  const onAtEnd = useReading(row, around.thread ? none : messages);
  useWhole(row, thread);
  const maySend = desk.may('conversations.send');
  const onReply = useCallback((message: Message) => {
    setReplyTo(message);
    composer.current?.focus();
  }, []);
  const onSendAgain = useCallback(
    (message: Message) => {
      if (message.content.kind !== 'text') return;
      const quoted = message.replyTo === undefined ? undefined : byProviderId.get(message.replyTo)?.id;
      desk.say(row.id, message.content.text, quoted);
      setSends((count) => count + 1);
    },
    [desk, row.id, byProviderId],
  );
  const sent = (): void => {
    around.leave();
    setSends((count) => count + 1);
  };
  const customer = nameOf(row, words);
  return (
    <>
      <WorkBar row={row} />
      <PinnedBar id={row.id} onJump={setJumpNow} />
      <MessageList
        key={around.thread ? 'around' : 'newest'}
        rows={rows}
        byProviderId={byProviderId}
        customer={customer}
        group={row.groupId !== undefined}
        older={around.thread ? around.older : older}
        newer={around.thread ? around.newer : undefined}
        jumpTo={around.thread ? jumpTo : jumpNow}
        onJumped={() => setJumpNow(undefined)}
        sends={sends}
        onReply={maySend ? onReply : undefined}
        onSendAgain={maySend ? onSendAgain : undefined}
        onAtEnd={onAtEnd}
      />
      <Announcer messages={messages} customer={customer} />
      <Composer
        row={row}
        field={composer}
        replyTo={replyTo}
        onCancelReply={() => setReplyTo(undefined)}
        onNote={sent}
        onSend={(text) => {
          desk.say(row.id, text, replyTo?.id);
          setReplyTo(undefined);
          sent();
        }}
      />
    </>
  );
}

const none: readonly Message[] = [];

const patienceMs = 1500;

/** The list is told of every message, a thread only of what comes after it was opened: what fell between is fetched. */
function useWhole(row: ConversationSummary, thread: Thread): void {
  const desk = useDesk();
  const last = row.lastMessage?.id;
  const lacking = last !== undefined && !thread.messages.has(last) ? last : undefined;
  useEffect(() => {
    if (lacking === undefined) return;
    const timer = setTimeout(() => desk.reloadThread(row.id), patienceMs);
    return () => clearTimeout(timer);
  }, [desk, row.id, lacking]);
}

const shapes = ['w-3/5', 'w-2/5 ms-auto', 'w-1/2', 'w-3/5 ms-auto', 'w-1/3'];

function Skeleton() {
  return (
    <Loading>
      <div className="flex grow flex-col justify-end gap-3 p-6">
        {shapes.map((shape) => (
          <div key={shape} className={`h-14 rounded-2xl bg-line ${shape}`} />
        ))}
      </div>
    </Loading>
  );
}
