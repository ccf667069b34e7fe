/** Words about files of messages. */
export const media = {
  waiting: 'The file is on its way.',
  waitingAgain: 'The file could not be fetched yet. It is tried again.',
  failed: 'The file is not here.',
  deleted: 'The file was deleted.',
  again: 'Fetch it again',
  asked: 'It could not be asked for. Try again.',
  linkFailed: 'The file does not load.',
  reload: 'Load it again',
  save: 'Save',
  saveNamed: (name: string) => `Save ${name}`,
  open: 'Open the picture',
  pages: (count: number) => (count === 1 ? '1 page' : `${count} pages`),
  unknownType: 'File',
  /** By the code of the failure; others are shown as the API says them. */
  reasons: {
    expired: 'WhatsApp has deleted it. Ask the customer to send it again.',
    'no-access': 'WhatsApp refuses the number’s access. Check the number in the settings first.',
    'no-channel': 'The number is not connected any more.',
    'provider-down': 'WhatsApp did not give it. It can be fetched again later.',
    'not-kept': 'It could not be kept here.',
    'too-large': 'It is larger than can be taken in. Ask for a smaller one.',
    'too-many-pixels': 'The picture is too large to be shown safely. Ask for a smaller one.',
    empty: 'It is empty.',
    'wrong-type': 'It is not what it claims to be, and was not kept.',
    'wrong-hash': 'It arrived damaged.',
    'unsafe-address': 'Its address is not one of WhatsApp, and was not opened.',
  } satisfies Readonly<Record<string, string>>,
};
export type MediaWords = typeof media;
