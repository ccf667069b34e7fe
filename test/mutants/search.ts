import { type Mutant, unit } from './mutant.ts';

const index = unit('lambdas/search-index/index-changes');
const searching = unit('lambdas/search/search');
const customers = unit('lambdas/customers/customers');
const exporting = unit('lambdas/customers/export-customer');
const words = unit('lambdas/_data/search-words');

/** Searching, and what is known of customers: nothing deleted comes back, nothing of others shows. */
export const searchMutants: readonly Mutant[] = [
  {
    case: 20,
    breaks: 'a cursor of another question is taken',
    file: 'lambdas/search/search-messages.ts',
    find: "{ list: 'messages', words }",
    replace: "{ list: 'messages' }",
    ...searching,
    only: 'cursor of this question',
  },
  {
    case: 11,
    breaks: 'a record that comes late brings back what was deleted',
    file: 'lambdas/_data/search-text.ts',
    find: "ConditionExpression: 'attribute_not_exists(pk) OR #at <= :at',",
    replace: "ConditionExpression: 'attribute_not_exists(pk) OR #at <> :at OR #at = :at',",
    ...index,
    only: 'gone with the deletion',
  },
  {
    case: 38,
    breaks: 'what a removed message said stays to be found',
    file: 'lambdas/search-index/index-changes.ts',
    find: 'return had ? (store) => dropText(store, place) : undefined;',
    replace: 'return undefined;',
    ...index,
    only: 'leaves no row',
  },
  {
    case: 11,
    breaks: 'marks of a customer are made from the record, not from what is there',
    file: 'lambdas/search-index/index-changes.ts',
    find: 'const now = card && namedOf(card);',
    replace: 'const now = namedIn(after);',
    ...index,
    only: 'customers',
  },
  {
    case: 38,
    breaks: 'what a message said before it was edited or deleted is answered',
    file: 'lambdas/search/search-messages.ts',
    find: 'placesOf(words, text);',
    replace: 'placesOf(words, text) ?? [];',
    ...searching,
    only: 'edited or deleted before',
  },
  {
    case: 37,
    breaks: 'one search reads everything there is',
    file: 'lambdas/search/search-messages.ts',
    find: '{ queries: 8, units: 250 }',
    replace: '{ queries: 8000, units: 250000 }',
    ...searching,
    only: 'bounded part',
  },
  {
    case: 38,
    breaks: 'the audit log keeps what was written down of a customer',
    file: 'lambdas/customers/update-customer.ts',
    find: 'after: { fields },',
    replace: 'after: about,',
    ...customers,
    only: 'names of its fields alone',
  },
  {
    case: 38,
    breaks: 'the export of one customer has the bookings of all',
    file: 'lambdas/customers/export-customer.ts',
    find: "...(customer !== undefined && { FilterExpression: 'customerId = :customer' }),",
    replace: "...(customer !== undefined && { FilterExpression: 'customerId <> :customer' }),",
    ...exporting,
    only: 'independent scan',
  },
  {
    case: 38,
    breaks: 'the export of a customer leaves out what waits for its message',
    file: 'lambdas/customers/export-customer.ts',
    find: 'return sort.startsWith(annotationSort) ? [row(annotationRow(item))] : [];',
    replace: 'return [];',
    ...exporting,
    only: 'independent scan',
  },
  {
    case: 38,
    breaks: 'a new kind of item of customers is missing from their export',
    file: 'lambdas/_data/entities.ts',
    find: "{ name: 'customer', pk",
    replace:
      "{ name: 'diary', pk: 'T#<t>#CUST#<id>', sk: 'DIARY', found: { in: 'customer', key: customerKey }, ofCustomer },\n  { name: 'customer', pk",
    ...exporting,
    only: 'names every kind',
  },
  {
    case: 20,
    breaks: 'the cursor of an export goes on with another customer',
    file: 'lambdas/customers/export-customer.ts',
    find: "{ list: 'export', customer: id }",
    replace: "{ list: 'export' }",
    ...exporting,
    only: 'goes on only',
  },
  {
    case: 14,
    breaks: 'a change overwrites a colleague’s',
    file: 'lambdas/customers/update-customer.ts',
    find: 'if (card.v !== ifMatch) return changed();',
    replace: '',
    ...customers,
    only: 'one of two who saw the same',
  },
  {
    case: 35,
    breaks: 'a snippet is cut inside a character',
    file: 'lambdas/_data/search-words.ts',
    find: 'Number(isInside(start + length))',
    replace: '0',
    ...words,
    only: 'cut between characters',
  },
];
