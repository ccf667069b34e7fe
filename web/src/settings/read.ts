import { useInfiniteQuery, useQuery, useQueryClient } from '@tanstack/react-query';
import { useDesk } from '../business/context.tsx';

/** Settings change rarely and are not pushed: what is shown is asked for again whenever one comes back to it. */
export const fresh = { staleTime: 0, refetchOnWindowFocus: true, refetchOnReconnect: true } as const;

export const firstPage = (): string | undefined => undefined;
export const nextOf = ({ next }: { next?: string | undefined }): string | undefined => next;

export const settingsKey = (business: string, ...parts: readonly unknown[]) => ['settings', business, ...parts];

export function useBusiness() {
  const { call, business } = useDesk();
  const queryKey = settingsKey(business, 'business');
  return useQuery({ queryKey, queryFn: ({ signal }) => call('GET /v1/business', {}, { signal }), ...fresh });
}

export function useUsage() {
  const { call, business } = useDesk();
  const queryKey = settingsKey(business, 'usage');
  return useQuery({ queryKey, queryFn: ({ signal }) => call('GET /v1/business/usage', {}, { signal }), ...fresh });
}

export function useAutomaticAssignment() {
  const { call, business } = useDesk();
  const queryKey = settingsKey(business, 'assignment');
  return useQuery({ queryKey, queryFn: ({ signal }) => call('GET /v1/automatic-assignment', {}, { signal }), ...fresh });
}

export function useTranscription() {
  const { call, business } = useDesk();
  const queryKey = settingsKey(business, 'transcription');
  return useQuery({ queryKey, queryFn: ({ signal }) => call('GET /v1/transcription', {}, { signal }), ...fresh });
}

export function useAssistant() {
  const { call, business } = useDesk();
  const queryKey = settingsKey(business, 'assistant');
  return useQuery({ queryKey, queryFn: ({ signal }) => call('GET /v1/assistant', {}, { signal }), ...fresh });
}

export function useCosts(month: string | undefined) {
  const { call, business } = useDesk();
  const queryKey = settingsKey(business, 'costs', month);
  return useQuery({ queryKey, queryFn: ({ signal }) => call('GET /v1/costs', { query: { month } }, { signal }), ...fresh });
}

export function useRetention() {
  const { call, business } = useDesk();
  const queryKey = settingsKey(business, 'retention');
  return useQuery({ queryKey, queryFn: ({ signal }) => call('GET /v1/media/retention', {}, { signal }), ...fresh });
}

export function useChannels() {
  const { call, business } = useDesk();
  const queryKey = settingsKey(business, 'channels');
  return useQuery({ queryKey, queryFn: ({ signal }) => call('GET /v1/channels', {}, { signal }), ...fresh });
}

export function useRoles() {
  const { call, business } = useDesk();
  const queryKey = settingsKey(business, 'roles');
  return useQuery({ queryKey, queryFn: ({ signal }) => call('GET /v1/roles', {}, { signal }), ...fresh });
}

export function useEmployee(id: string) {
  const { call, business } = useDesk();
  return useQuery({
    queryKey: settingsKey(business, 'employees', 'one', id),
    queryFn: ({ signal }) => call('GET /v1/employees/{id}', { params: { id } }, { signal }),
    ...fresh,
  });
}

export function useEmployees(active: 'true' | 'false' | undefined) {
  const { call, business } = useDesk();
  return useInfiniteQuery({
    queryKey: settingsKey(business, 'employees', 'list', active),
    queryFn: ({ pageParam, signal }) => call('GET /v1/employees', { query: { active, cursor: pageParam } }, { signal }),
    initialPageParam: firstPage(),
    getNextPageParam: nextOf,
    ...fresh,
  });
}

export function useInvitations() {
  const { call, business } = useDesk();
  return useInfiniteQuery({
    queryKey: settingsKey(business, 'invitations'),
    queryFn: ({ pageParam, signal }) => call('GET /v1/invitations', { query: { cursor: pageParam } }, { signal }),
    initialPageParam: firstPage(),
    getNextPageParam: nextOf,
    ...fresh,
  });
}

/** After a change: shows at once what the API answered, and asks again for everything that it may have touched. */
export function useChanged() {
  const queries = useQueryClient();
  const { business } = useDesk();
  return {
    put: (parts: readonly unknown[], data: unknown) => queries.setQueryData(settingsKey(business, ...parts), data),
    reload: (...parts: readonly unknown[]) => queries.invalidateQueries({ queryKey: settingsKey(business, ...parts) }),
  };
}
