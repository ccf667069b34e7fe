import { useQuery } from '@tanstack/react-query';
import { useCallback, useMemo } from 'react';
import type { ConversationSummary } from '../../../contract/conversations.ts';
import type { Label } from '../../../contract/labels.ts';
import type { Colleague } from '../../../contract/work.ts';
import { Inbox } from '../inbox/inbox-state.ts';
import { useStore } from '../look/use-store.ts';
import { useDesk } from './context.tsx';
import { colleaguesKey, inboxKey, labelsKey } from './queries.ts';
import { countWaiting } from './unread.ts';

const none = new Inbox();
const staleAfterMs = 5 * 60_000;

/** All rows that are known, however they came; of a start without the server, those that this device has kept. */
export function useInbox(): Inbox {
  const desk = useDesk();
  // Nothing is asked for here: views load their rows into it, and pushes change them.
  const { data } = useQuery({ queryKey: inboxKey(desk.business), queryFn: () => none, enabled: false });
  const kept = useStore(desk.device.kept);
  return data ?? kept ?? none;
}

/** Conversations with something unread that wait for this person; of those that are known, as long as the API has not been asked. */
export function useUnread(): number {
  const desk = useDesk();
  const inbox = useInbox();
  const told = useStore(desk.feed.unread.count);
  return useMemo(() => told ?? countWaiting(inbox.rows.values(), desk.me), [told, inbox, desk]);
}

/** One conversation, as it is or as it is about to be. */
export function useRow(id: string): ConversationSummary | undefined {
  const desk = useDesk();
  const row = useInbox().rows.get(id);
  useStore(desk.work.pending);
  return row && desk.work.as(row);
}

const noLabels: ReadonlyMap<string, Label> = new Map();

export function useLabels(): ReadonlyMap<string, Label> {
  const { call, business } = useDesk();
  const { data } = useQuery({
    queryKey: labelsKey(business),
    queryFn: async ({ signal }) => (await call('GET /v1/labels', {}, { signal })).items,
    staleTime: staleAfterMs,
    refetchOnWindowFocus: true,
  });
  return useMemo(() => (data ? new Map(data.map((label) => [label.id, label])) : noLabels), [data]);
}

const nobody: readonly Colleague[] = [];

export function useColleagues(): readonly Colleague[] {
  const { call, business } = useDesk();
  const { data } = useQuery({
    queryKey: colleaguesKey(business),
    queryFn: async ({ signal }) => (await call('GET /v1/colleagues', {}, { signal })).items,
    staleTime: staleAfterMs,
    refetchOnWindowFocus: true,
  });
  return data ?? nobody;
}

export function useNameOf(): (employeeId: string) => string | undefined {
  const desk = useDesk();
  const all = useColleagues();
  const seen = useStore(desk.colleagues.seen);
  // biome-ignore lint/correctness/useExhaustiveDependencies: names are looked up in what both of them know
  return useCallback((id: string) => desk.nameOf(id), [desk, all, seen]);
}
