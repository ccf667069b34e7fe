import { Store } from '../../look/store.ts';

/** The message whose picture, film or document is looked at in full. */
export const viewed = new Store<string | undefined>(undefined);
