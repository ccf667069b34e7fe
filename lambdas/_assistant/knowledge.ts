/** A passage of what the business has given the assistant to read. */
export interface Passage {
  readonly text: string;
  /** The page or file it is from, as people call it, and its address where it has one. */
  readonly source: { readonly title: string; readonly url?: string | undefined };
}

/** What a business knows, searched. Closed over the business: a question never says whose. */
export interface Knowledge {
  /** Whether there is anything to search. */
  readonly some: boolean;
  /** The best passages first; none: nothing fits. `language`: BCP 47, of the customer. */
  search(query: string, language: string): Promise<readonly Passage[]>;
}

export const noKnowledge: Knowledge = { some: false, search: async () => [] };
