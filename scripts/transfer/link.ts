import type { Table } from './columns.ts';
import { ofCustomer } from './message-records.ts';
import { CustomerRecord } from './people-records.ts';
import type { Staging } from './staging.ts';

/** Puts together what was read: who is who, which conversations are one thread here, what has nothing to belong to. */
export function link(staging: Staging): void {
  staging.transaction(() => {
    sameCustomers(staging);
    withoutConversation(staging);
    orphans(staging);
    threads(staging);
    repeated(staging);
  });
}

/** Two customers with one number are one: the first of them, with the conversations of both. */
function sameCustomers(staging: Staging): void {
  for (const { id, place, data } of staging.each('SELECT id, place, data FROM customers ORDER BY id')) {
    const { facts } = CustomerRecord.parse(JSON.parse(String(data)));
    for (const identity of identitiesOf(facts)) {
      const row = { identity, customer: String(id) };
      if (staging.run('INSERT INTO identities VALUES (:identity, :customer) ON CONFLICT DO NOTHING', row) > 0) continue;
      const other = String(staging.one('SELECT customer FROM identities WHERE identity = :identity', { identity })?.customer);
      const root = String(staging.one('SELECT coalesce(same, id) AS id FROM customers WHERE id = :id', { id: other })?.id);
      if (root === id) continue;
      staging.run('UPDATE customers SET same = :root WHERE id = :id AND same IS NULL', { id: String(id), root });
      const first = staging.one('SELECT place FROM customers WHERE id = :id', { id: root })?.place;
      staging.find({
        kind: 'note',
        table: 'customers',
        place: String(place),
        id: String(id),
        reason: `has the number of ${String(first)}: both became one customer`,
      });
      break;
    }
  }
}

export function identitiesOf({ waId, userId }: CustomerRecord['facts']): (`wa:${string}` | `bsuid:${string}`)[] {
  return [...(userId === undefined ? [] : [`bsuid:${userId}` as const]), ...(waId === undefined ? [] : [`wa:${waId}` as const])];
}

/** Systems without a table of conversations have one for each customer, also for those who have said nothing yet. */
function withoutConversation(staging: Staging): void {
  staging.run(
    `INSERT INTO conversations (id, customer, channel, grp, at, data)
     SELECT DISTINCT conversation, substr(conversation, :from), '', '', 0, '' FROM messages
     WHERE substr(conversation, 1, :length) = :prefix
     ON CONFLICT DO NOTHING`,
    { from: ofCustomer.length + 1, length: ofCustomer.length, prefix: ofCustomer },
  );
}

/** What a row must belong to, and how the report names that. */
const parents = [
  { table: 'conversations', column: 'customer', parent: 'customers', named: 'customer_id', called: 'customer' },
  { table: 'messages', column: 'conversation', parent: 'conversations', named: 'conversation_id', called: 'conversation' },
  { table: 'annotations', column: 'conversation', parent: 'conversations', named: 'conversation_id', called: 'conversation' },
  { table: 'bookings', column: 'customer', parent: 'customers', named: 'customer_id', called: 'customer' },
  { table: 'bookings', column: 'service', parent: 'services', named: 'service_id', called: 'service' },
] as const satisfies readonly { readonly table: Table; readonly parent: Table; [name: string]: string }[];

function orphans(staging: Staging): void {
  staging.run('CREATE INDEX IF NOT EXISTS found ON findings (tbl, id)');
  for (const { table, column, parent, named, called } of parents) {
    const lost = `${column} IS NOT NULL AND NOT EXISTS (SELECT 1 FROM ${parent} p WHERE p.id = ${table}.${column})`;
    // A row made above for the messages of a customer who is not there has no place of its own to report.
    staging.run(
      `INSERT INTO findings (kind, tbl, file, row, id, reason)
       SELECT 'skipped', '${table}', rtrim(rtrim(place, '0123456789'), ':'),
         CAST(substr(place, length(rtrim(place, '0123456789')) + 1) AS INTEGER), id,
         coalesce(
           (SELECT '${named}: its ${called} was skipped (' || f.file || ':' || f.row || ')' FROM findings f
            WHERE f.tbl = '${parent}' AND f.kind = 'skipped' AND f.id = ${table}.${column} LIMIT 1),
           '${named}: there is no such ${called}')
       FROM ${table} WHERE place IS NOT NULL AND ${lost}`,
    );
    staging.run(`DELETE FROM ${table} WHERE ${lost}`);
  }
}

/** All of one customer's conversations on one number are one thread: WhatsApp itself has no more than one. */
function threads(staging: Staging): void {
  staging.run(
    `INSERT INTO conversations (id, customer, channel, grp, at, data)
     SELECT '${ofCustomer}' || id, id, '', '', 0, '' FROM customers c
     WHERE same IS NULL AND NOT EXISTS (
       SELECT 1 FROM conversations v JOIN customers o ON o.id = v.customer WHERE coalesce(o.same, o.id) = c.id)
     ON CONFLICT DO NOTHING`,
  );
  staging.run(
    `INSERT INTO threads (customer, channel, grp)
     SELECT DISTINCT coalesce(o.same, o.id), v.channel, v.grp FROM conversations v JOIN customers o ON o.id = v.customer
     ORDER BY 1, 2, 3`,
  );
  staging.run(
    `UPDATE conversations SET thread = (
       SELECT t.n FROM threads t JOIN customers o ON o.id = conversations.customer
       WHERE t.customer = coalesce(o.same, o.id) AND t.channel = conversations.channel AND t.grp = conversations.grp)`,
  );
  staging.run('CREATE INDEX of_thread ON conversations (thread)');
  staging.run('UPDATE messages SET thread = (SELECT v.thread FROM conversations v WHERE v.id = messages.conversation)');
  staging.run('CREATE INDEX in_order ON messages (thread, at, ord, n)');
}

/** One message of the provider that the old system has twice. */
function repeated(staging: Staging): void {
  const twice = `SELECT n FROM (SELECT n, row_number() OVER (PARTITION BY thread, mid ORDER BY n) AS nth FROM messages) WHERE nth > 1`;
  staging.run(
    `INSERT INTO findings (kind, tbl, file, row, id, reason)
     SELECT 'skipped', 'messages', rtrim(rtrim(place, '0123456789'), ':'),
       CAST(substr(place, length(rtrim(place, '0123456789')) + 1) AS INTEGER), id,
       'provider_id: is the same as in another row of the conversation'
     FROM messages WHERE n IN (${twice})`,
  );
  staging.run(`DELETE FROM messages WHERE n IN (${twice})`);
  staging.run('UPDATE threads SET messages = (SELECT count(*) FROM messages m WHERE m.thread = threads.n)');
}
