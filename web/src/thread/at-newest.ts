/** Of an address that was gone to for the newest message: the thread begins at its end, whatever is unread. */
export const atNewest = { newest: true } as const;

export const wantsNewest = (state: unknown): boolean => typeof state === 'object' && state !== null && 'newest' in state;
