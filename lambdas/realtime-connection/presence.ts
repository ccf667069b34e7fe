import { addConnection, type Connection, removeConnection } from '../_data/connection.ts';
import { noteSeen } from '../_data/seen.ts';
import { failPoint } from '../_shared/fail-point.ts';
import { type Push, presenceOf } from '../_shared/realtime.ts';
import type { Holder } from '../_shared/socket.ts';
import type { TenantTable } from '../_shared/tenant.ts';

interface PresenceDependencies {
  readonly store: TenantTable;
  readonly push: Push;
}

/** The newcomer is not told: API Gateway takes frames for a connection only when this has answered. Its `view` will be. */
export async function connected({ store, push }: PresenceDependencies, id: string, holder: Holder, now: number): Promise<void> {
  const { employeeId, sub, name, session, until } = holder;
  const newcomer: Connection = { id, employeeId, sub, name, ...(session !== undefined && { session }) };
  await Promise.all([addConnection(store, newcomer, now, until), seen(store, holder, now)]);
  failPoint('realtime-connection.after-row');
  await push(store, (others) => [presence([...without(others, id), newcomer], id)], now);
}

export async function disconnected(
  { store, push }: PresenceDependencies,
  id: string,
  holder: Pick<Holder, 'employeeId' | 'until'>,
  now: number,
): Promise<void> {
  await Promise.all([removeConnection(store, id), seen(store, holder, now)]);
  failPoint('realtime-connection.after-removal');
  await push(store, (others) => [presence(without(others, id), id)], now);
}

/** Somebody who only looks for a while is no colleague. */
const seen = async (store: TenantTable, { employeeId, until }: Pick<Holder, 'employeeId' | 'until'>, now: number) =>
  until === undefined ? noteSeen(store, employeeId, now) : undefined;

/** Queries may lag behind the write just made. */
const without = (connections: readonly Connection[], id: string): readonly Connection[] =>
  connections.filter((connection) => connection.id !== id);

const presence = (online: readonly Connection[], except: string) => ({
  to: 'everyone' as const,
  event: presenceOf(online),
  except,
});
