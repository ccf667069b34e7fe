import type { Table } from './columns.ts';

/** One row that must be refused: cells that differ from a good one's, or the whole line. */
export interface Broken {
  readonly cells?: Readonly<Record<string, string>>;
  readonly line?: string;
  readonly reason: string;
}

const nobody = 'ffffffff-0000-4000-8000-000000000000';
const skippedCustomer = 'broken-customer';
const skippedConversation = 'broken-conversation';
const own = (name: string) => ({ id: `broken-${name}` });

/** 50 in all, no two of one kind. `first` and `second`: the first good rows of the table, for what repeats them. */
export function brokenRows(
  table: Table,
  first: Readonly<Record<string, string>>,
  second: Readonly<Record<string, string>>,
): Broken[] {
  const { id = '' } = first;
  switch (table) {
    case 'customers':
      return [
        { cells: { id: skippedCustomer, phone: '' }, reason: 'phone: is missing, and there is no other name WhatsApp knows' },
        { cells: { ...own('national'), phone: '03 123 456' }, reason: 'phone: has no country code' },
        { cells: { ...own('words'), phone: 'call me' }, reason: 'phone: is not a phone number' },
        { cells: { ...own('long'), phone: '+961312345678901234' }, reason: 'phone: is not a phone number' },
        { cells: { id: '' }, reason: 'id: is missing' },
        { cells: {}, reason: 'id: is the same as in customers.csv:2' },
        { cells: { ...own('nul'), name: 'a\0b' }, reason: 'name: holds a NUL character' },
        { cells: { ...own('name'), name: 'x'.repeat(100_000) }, reason: 'name: is longer than 256 characters' },
        { cells: { ...own('date'), created_at: '2025-02-31 10:00:00+00' }, reason: 'created_at: is not a date of the calendar' },
        {
          cells: { ...own('zone'), created_at: '2025-02-03 10:00:00' },
          reason: 'created_at: has no time zone (pass --assume-utc if it is UTC)',
        },
        {
          cells: { ...own('form'), created_at: '31/12/2024' },
          reason: 'created_at: is not a time (as 2026-11-03T14:30:00+02:00)',
        },
        {
          line: `${own('cells').id},+961399,One,too,many,,,,2025-02-03 10:00:00+00,7,8`,
          reason: 'the row has 11 cells where the header has 9',
        },
      ];
    case 'conversations':
      return [
        { cells: { id: skippedConversation, customer_id: '' }, reason: 'customer_id: is missing' },
        { cells: { ...own('orphan'), customer_id: nobody }, reason: 'customer_id: there is no such customer' },
        {
          cells: { ...own('skipped'), customer_id: skippedCustomer },
          reason: 'customer_id: its customer was skipped (customers.csv:4)',
        },
        { cells: { ...own('mode'), mode: 'telepathy' }, reason: 'mode: is a word this import does not know' },
        { cells: { ...own('status'), status: 'lost' }, reason: 'status: is a word this import does not know' },
        { cells: { ...own('unread'), unread_count: '-1' }, reason: 'unread: is not between 0 and 1000000' },
        { cells: { ...own('fraction'), unread_count: '1.5' }, reason: 'unread: is not a whole number' },
        { cells: { id }, reason: 'id: is the same as in conversations.csv:2' },
      ];
    case 'messages':
      return [
        { cells: { id: '' }, reason: 'id: is missing' },
        { cells: { id }, reason: 'id: is the same as in messages.csv:2' },
        { cells: { ...own('alone'), conversation_id: '' }, reason: 'conversation_id: is missing' },
        { cells: { ...own('orphan'), conversation_id: nobody }, reason: 'conversation_id: there is no such conversation' },
        {
          cells: { ...own('skipped'), conversation_id: skippedConversation },
          reason: 'conversation_id: its conversation was skipped (conversations.csv:4)',
        },
        { cells: { ...own('sender'), sender_type: 'martian' }, reason: 'direction: does not say who wrote it' },
        { cells: { ...own('empty'), content: ' ', message_type: 'text' }, reason: 'content: is empty' },
        { cells: { ...own('nul'), content: 'a\0b' }, reason: 'content: holds a NUL character' },
        { cells: { ...own('long'), content: 'ي'.repeat(100_000) }, reason: 'content: is longer than 65536 characters' },
        { cells: { ...own('when'), timestamp: '', created_at: '' }, reason: 'sent_at: is missing' },
        { cells: { ...own('offset'), timestamp: '2025-02-03 10:00:00+25:00' }, reason: 'sent_at: has no time zone there is' },
        { cells: { ...own('future'), timestamp: '2199-01-01T00:00:00Z' }, reason: 'sent_at: is in the future' },
        { cells: { ...own('old'), timestamp: '1999-12-31T23:59:59Z' }, reason: 'sent_at: is before 2009' },
        { cells: { ...own('status'), status: 'teleported' }, reason: 'status: is a word this import does not know' },
        {
          cells: { ...own('delivered'), delivered_at: 'later' },
          reason: 'delivered_at: is not a time (as 2026-11-03T14:30:00+02:00)',
        },
        { cells: { ...own('reactions'), reactions: '[{"emoji":' }, reason: 'reactions: are not a list of { emoji, by, at }' },
        {
          cells: { ...second, ...own('twice') },
          reason: 'provider_id: is the same as in another row of the conversation',
        },
        { line: `${own('quote').id},"never "closed,x`, reason: 'the row has a quotation mark in the wrong place' },
      ];
    case 'services':
      return [
        { cells: { ...own('name'), name_en: '', name_ar: '' }, reason: 'name: is missing' },
        { cells: { ...own('price'), price: '12.345', tiers: '' }, reason: 'price: is not a price in USD' },
        { cells: { ...own('currency'), currency: 'XQQ' }, reason: 'currency: is not an ISO 4217 currency' },
        { cells: { ...own('tiers'), tiers: '[standard]' }, reason: 'tiers: is not JSON' },
      ];
    case 'bookings':
      return [
        { cells: { ...own('customer'), customer_id: nobody }, reason: 'customer_id: there is no such customer' },
        {
          cells: { ...own('skipped'), customer_id: skippedCustomer },
          reason: 'customer_id: its customer was skipped (customers.csv:4)',
        },
        { cells: { ...own('service'), service_id: nobody }, reason: 'service_id: there is no such service' },
        { cells: { ...own('when'), scheduled_at: '' }, reason: 'starts_at: is missing' },
        {
          cells: { ...own('zone'), scheduled_at: '2025-05-01T10:00:00' },
          reason: 'starts_at: has no time zone (pass --assume-utc if it is UTC)',
        },
        { cells: { ...own('minutes'), duration_minutes: '-30' }, reason: 'duration_minutes: is not between 1 and 1440' },
        { cells: { ...own('status'), status: 'lost' }, reason: 'status: is a word this import does not know' },
        { cells: { ...own('price'), total_price: 'fifty' }, reason: 'price: is not a price in USD' },
      ];
    case 'annotations':
      return [];
    default:
      return table satisfies never;
  }
}
