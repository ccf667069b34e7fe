import type { Usage } from '../../../contract/plans.ts';

type Item = Usage['items'][number];
export type Told = Item & { readonly state: 'soft' | 'hard' };

const isTold = (item: Item): item is Told => item.state !== 'ok';

/**
 * A month without room for new conversations is everybody's matter: customers are waiting unanswered. The rest, and what is only
 * getting scarce, is for those who see the settings.
 */
export const worthTelling = ({ items }: Usage, seesSettings: boolean): Told[] =>
  items.filter(isTold).filter(({ metered, state }) => seesSettings || (metered === 'conversations' && state === 'hard'));
