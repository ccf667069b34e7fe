const key = 'frontdesk:letters-off';

/** Whether single letters are shortcuts: people who dictate, or hit keys by accident, switch them off. */
export const lettersOn = (storage: Storage): boolean => storage.getItem(key) === null;

export function switchLetters(storage: Storage, on: boolean): void {
  if (on) storage.removeItem(key);
  else storage.setItem(key, 'yes');
}
