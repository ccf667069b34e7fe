import { useQuery } from '@tanstack/react-query';
import { MonitorSmartphone } from 'lucide-react';
import { useState } from 'react';
import type { BrowserSession } from '../../../contract/account.ts';
import { formatsFor } from '../clock/format.ts';
import { isolate } from '../i18n/isolate.ts';
import { useLocale, useWords } from '../i18n/language.ts';
import { Button } from '../look/button.tsx';
import { Failed, Loading } from '../look/notice.tsx';
import { problemWords } from '../session/problem-words.ts';
import { Panel, Pill } from '../settings/kit/page.tsx';
import { useSigned } from '../shell/signed.tsx';
import { Told } from './parts.tsx';
import { useAccountWords } from './words.ts';

export function SessionsPanel() {
  const words = useWords();
  const own = useAccountWords();
  const { call } = useSigned();
  const [busy, setBusy] = useState<string>();
  const [told, setTold] = useState('');
  const [problem, setProblem] = useState<string>();
  const { data, isPending, refetch } = useQuery({
    queryKey: ['account', 'sessions'],
    queryFn: () => call('GET /v1/account/sessions', {}),
    staleTime: 0,
  });
  const act = async (what: string, work: () => Promise<unknown>, done: string): Promise<void> => {
    setBusy(what);
    setTold('');
    setProblem(undefined);
    try {
      await work();
      setTold(done);
    } catch (error) {
      setProblem(problemWords(error, words, words.signIn.failed));
    }
    await refetch();
    setBusy(undefined);
  };
  const end = (session: BrowserSession): Promise<void> =>
    act(
      session.id,
      () => call('DELETE /v1/account/sessions/{id}', { params: { id: session.id } }),
      own.sessions.ended(isolate(session.device)),
    );
  const sessions = data?.items.toSorted(currentThenLatest) ?? [];
  return (
    <Panel title={own.sessions.title} hint={own.sessions.hint}>
      {data ? (
        <ul className="flex flex-col divide-y divide-line">
          {sessions.map((session) => (
            <Row key={session.id} session={session} busy={busy === session.id} end={() => void end(session)} />
          ))}
        </ul>
      ) : isPending ? (
        <Loading>
          <span className="h-14 rounded-xl bg-hover" />
          <span className="mt-2 h-14 rounded-xl bg-hover" />
        </Loading>
      ) : (
        <Failed title={own.failed} retry={() => void refetch()} />
      )}
      <p role="alert" className="text-sm text-danger empty:hidden">
        {problem}
      </p>
      <Told>{told}</Told>
      {sessions.length > 1 ? (
        <Button
          className="self-start"
          busy={busy === 'others'}
          onClick={() => void act('others', () => call('DELETE /v1/account/sessions', {}), own.sessions.endedOthers)}
        >
          {own.sessions.endOthers}
        </Button>
      ) : data ? (
        <p className="text-sm text-soft">{own.sessions.only}</p>
      ) : null}
    </Panel>
  );
}

const currentThenLatest = (one: BrowserSession, other: BrowserSession): number =>
  Number(other.current) - Number(one.current) || other.lastUsedAt.localeCompare(one.lastUsedAt);

function Row({ session, busy, end }: { session: BrowserSession; busy: boolean; end: () => void }) {
  const own = useAccountWords();
  const locale = useLocale();
  const formats = formatsFor(locale, Intl.DateTimeFormat().resolvedOptions().timeZone);
  const device = session.device || own.sessions.unknown;
  return (
    <li className="flex items-center gap-3 py-3 first:pt-0 last:pb-0">
      <MonitorSmartphone size={22} aria-hidden="true" className="shrink-0 text-soft" />
      <div className="min-w-0 grow">
        <p className="flex flex-wrap items-center gap-x-2 font-medium">
          <bdi className="[overflow-wrap:anywhere]">{device}</bdi>
          {session.current ? <Pill tone="good">{own.sessions.here}</Pill> : null}
        </p>
        <p className="text-sm text-soft">
          {own.sessions.started(formats.full(session.startedAt))} · {own.sessions.used(formats.full(session.lastUsedAt))}
        </p>
      </div>
      {session.current ? null : (
        <Button className="shrink-0 whitespace-nowrap" busy={busy} aria-label={own.sessions.endOf(isolate(device))} onClick={end}>
          {own.sessions.end}
        </Button>
      )}
    </li>
  );
}
