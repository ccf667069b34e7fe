/** Words of the search. */
export const search = {
  label: 'Search customers and messages',
  placeholder: 'Name, number or words',
  close: 'End the search',
  customers: 'Customers',
  messages: 'Messages',
  hint: 'Write two letters or more: the beginning of a name or number, or words of a message.',
  none: 'Nothing was found',
  noneHint: 'Try fewer or other words.',
  failed: 'The search did not work',
  more: 'Look further back',
  searching: 'Searching',
  found: (customers: string, messages: string) => `${customers} customers, ${messages} messages`,
};

export type SearchWords = typeof search;
