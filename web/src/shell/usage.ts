import type { Usage } from '../../../contract/plans.ts';

type Item = Usage['items'][number];
export type Told = Item & { readonly state: 'soft' | 'hard' };

const isTold = (item: Item): item is Told => item.state !== 'ok';

/**
 * A month without room for new conversations is everybody's matter: customers are waiting unanswered. The rest, and what is only
 * getting scarce, is for those who see the settings. Numbers are told about only beyond the limit: having all that a plan offers
 * is how most businesses live.
 */
export const worthTelling = ({ items }: Usage, seesSettings: boolean): Told[] =>
  items
    .filter(isTold)
    .filter((item) => seesSettings || isUrgent(item))
    .filter(({ metered, used, limit }) => metered !== 'channels' || used > limit);

/** Somebody waits because of it: it stays on the page. What only stops something new can be put away. */
export const isUrgent = ({ metered, state }: Told): boolean => metered === 'conversations' && state === 'hard';
