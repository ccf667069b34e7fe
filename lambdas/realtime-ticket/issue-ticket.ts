import { randomBytes } from 'node:crypto';
import { putTicket, type Ticket } from '../_data/ticket.ts';
import type { PlatformTable } from '../_shared/tenant.ts';

const lifetimeMs = 30_000;

/** Only the hash of the ticket is stored: the table alone connects nobody. */
export async function issueTicket(
  table: PlatformTable,
  holder: Omit<Ticket, 'validUntil'>,
  url: string,
  now: number,
): Promise<{ ticket: string; url: string; expiresAt: string }> {
  const ticket = randomBytes(32).toString('base64url');
  const validUntil = now + lifetimeMs;
  await putTicket(table, ticket, { ...holder, validUntil });
  return { ticket, url, expiresAt: new Date(validUntil).toISOString() };
}
