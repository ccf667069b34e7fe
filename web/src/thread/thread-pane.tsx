import { useQuery } from '@tanstack/react-query';
import { CloudOff, MessageCircleOff } from 'lucide-react';
import { useCallback, useEffect, useMemo, useRef, useState } from 'react';
import { useLocation } from 'wouter';
import type { ConversationSummary } from '../../../contract/conversations.ts';
import type { Message } from '../../../contract/message.ts';
import { Refused } from '../api/client.ts';
import { useDesk, useFormats } from '../business/context.tsx';
import { keptThreadKey, threadKey } from '../business/queries.ts';
import { useRow } from '../business/shared.ts';
import { Composer } from '../composer/composer.tsx';
import { useWords } from '../i18n/language.ts';
import { nameOf } from '../inbox/inbox-row.tsx';
import { lazily } from '../look/lazily.tsx';
import { Empty, Failed, Loading } from '../look/notice.tsx';
import { useStore } from '../look/use-store.ts';
import { silence } from '../media/sound/one-sound.ts';
import { viewed } from '../media/view/viewed.ts';
import type { ViewerProps } from '../media/view/viewer.tsx';
import { isAway } from '../offline/away.ts';
import { WorkBar } from '../work/work-bar.tsx';
import { Announcer } from './announcer.tsx';
import { MessageList } from './message-list.tsx';
import { PinnedBar } from './pinned-bar.tsx';
import { type PanelSwitch, ThreadHeader } from './thread-header.tsx';
import type { Thread } from './thread-state.ts';
import { firstUnread, timeline } from './timeline.ts';
import { useReading } from './use-reading.ts';
import { useShortened, useStretch } from './use-stretch.ts';

const Viewer = lazily<ViewerProps>(async () => (await import('../media/view/viewer.tsx')).Viewer);

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
  const thread = useQuery({ queryKey: threadKey(desk.business, id), queryFn: () => desk.threads.load(id) });
  useEffect(() => {
    desk.look(id);
    return () => {
      desk.look(undefined);
      silence();
      viewed.set(undefined);
    };
  }, [desk, id]);

  const confirmed = useStore(desk.confirmed);
  const away = !confirmed || isAway(thread) || (row === undefined && isAway(alone));
  const kept = useQuery({
    queryKey: keptThreadKey(desk.business, id),
    queryFn: () => desk.device.thread(id),
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
  const files = useStore(desk.files);
  const shown = useStore(viewed);
  const { stretch, jumped, coming, older, newer, leave } = useStretch(row.id, jumpTo, thread);
  const newest = useMemo(() => thread.shown(), [thread]);
  const messages = useMemo(() => stretch?.shown() ?? newest, [stretch, newest]);
  // Where the unread ones began when the conversation was opened; what comes while it is open is not "unread".
  const [sends, setSends] = useState(0);
  const [unread] = useState(() => firstUnread(messages, row.unread));
  const rows = useMemo(
    () =>
      timeline({
        messages,
        entries: stretch ? [] : [...outbox, ...files].filter(({ conversationId }) => conversationId === row.id),
        // Whoever has answered has read.
        unread: sends > 0 ? undefined : unread,
        dayKey: formats.dayKey,
      }),
    [messages, stretch, outbox, files, row.id, unread, sends, formats],
  );
  const byProviderId = useMemo(
    () => new Map(messages.flatMap((message) => (message.providerId ? [[message.providerId, message] as const] : []))),
    [messages],
  );
  const [replyTo, setReplyTo] = useState<Message>();
  const [jumpNow, setJumpNow] = useState(jumpTo);
  const [path, navigate] = useLocation();
  const composer = useRef<HTMLTextAreaElement>(null);
  const [atEnd, setAtEnd] = useState(false);
  useReading(row, stretch ? none : newest, atEnd);
  useShortened(row.id, thread, atEnd);
  useWhole(row, thread);
  const maySend = desk.may('conversations.send');
  const onReply = useCallback((message: Message) => {
    setReplyTo(message);
    composer.current?.focus();
  }, []);
  const onSendAgain = useCallback(
    (message: Message) => {
      const quoted = message.replyTo === undefined ? undefined : byProviderId.get(message.replyTo)?.id;
      if (message.content.kind === 'text') desk.say(row.id, message.content.text, quoted);
      else void import('../media/send/again.ts').then(({ sendFileAgain }) => sendFileAgain(desk, message, quoted));
      setSends((count) => count + 1);
    },
    [desk, row.id, byProviderId],
  );
  const sent = (): void => {
    leave();
    setSends((count) => count + 1);
  };
  const customer = nameOf(row, words);
  return (
    <>
      <WorkBar row={row} />
      <PinnedBar
        id={row.id}
        onJump={(to) => (messages.some((one) => one.id === to) ? setJumpNow(to) : navigate(`${path}?m=${to}`, { replace: true }))}
      />
      <MessageList
        key={jumped ? 'around' : 'newest'}
        rows={rows}
        byProviderId={byProviderId}
        customer={customer}
        group={row.groupId !== undefined}
        older={older}
        newer={newer}
        leave={leave}
        // The newest messages, shown meanwhile, may come to hold it too: they are not where it is jumped to.
        jumpTo={coming ? undefined : jumpNow}
        onJumped={() => setJumpNow(undefined)}
        sends={sends}
        onReply={maySend ? onReply : undefined}
        onSendAgain={maySend ? onSendAgain : undefined}
        onAtEnd={setAtEnd}
      />
      {shown === undefined ? null : <Viewer messages={messages} id={shown} customer={customer} show={showViewed} />}
      <Announcer messages={newest} customer={customer} />
      <Composer
        row={row}
        messages={newest}
        field={composer}
        replyTo={replyTo}
        onCancelReply={() => setReplyTo(undefined)}
        onNote={sent}
        onFiles={() => {
          setReplyTo(undefined);
          sent();
        }}
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
const showViewed = (id: string | undefined): void => viewed.set(id);

const patienceMs = 1500;

/** The list is told of every message, a thread only of what comes after it was opened: what fell between is fetched. */
function useWhole(row: ConversationSummary, thread: Thread): void {
  const desk = useDesk();
  const last = row.lastMessage?.id;
  const lacking = last !== undefined && !thread.messages.has(last) ? last : undefined;
  useEffect(() => {
    if (lacking === undefined) return;
    const timer = setTimeout(() => desk.threads.reload(row.id), patienceMs);
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
