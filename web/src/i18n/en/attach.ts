import { plural } from '../plural.ts';

const n = (count: number, forms: Parameters<typeof plural>[2]) => plural('en', count, forms);

/** Sending files and voice notes. */
export const attach = {
  attach: 'Send files',
  drop: 'Drop files here to send them',
  title: (count: number) => n(count, { one: 'Send a file', other: `Send ${count} files` }),
  send: (count: number) => n(count, { one: 'Send', other: `Send ${count} files` }),
  add: 'Add more',
  cancel: 'Cancel',
  caption: 'Caption',
  captionOf: (name: string) => `Caption of ${name}`,
  remove: (name: string) => `Do not send ${name}`,
  preparing: 'One moment…',
  nothing: 'Nothing that can be sent is left.',
  redrawn: 'Drawn anew as WhatsApp takes pictures',
  noName: 'Picture',
  refused: {
    empty: 'The file is empty.',
    'wrong-type':
      'WhatsApp does not take this type. It takes pictures, MP4 films, sound, PDF, text, and files of Word, Excel and PowerPoint.',
    'too-large': (limit: string) => `Too large: WhatsApp takes at most ${limit}.`,
  },
  step: { reading: 'Is being read', sending: 'Is being sent', checking: 'Is being checked' },
  progress: (name: string) => `${name} on its way`,
  notSent: 'Not sent.',
  again: 'Try again',
  discard: 'Throw away',
  voiceNote: 'Voice note',
  /** By the code of what went wrong. */
  reasons: {
    unreachable: 'There is no connection. Files do not wait in the queue: stay on this page and try again.',
    'not-taken': 'It was not taken: its content is not what its name says, or it was changed meanwhile. Choose it again.',
    unreadable: 'It could not be read. It may have been moved or changed: choose it again.',
    'window-closed': 'The 24-hour window closed before it was sent.',
    forbidden: 'You may not write in this conversation.',
    'not-found': 'The conversation no longer exists.',
    other: 'It was not accepted.',
  },
  recording: 'Recording a voice note',
  asking: 'Allow the microphone in the browser’s question.',
  recordingNow: 'Recording',
  pausedNow: 'Paused',
  pause: 'Pause',
  resume: 'Go on recording',
  throwAway: 'Throw the recording away',
  sendNote: 'Send the voice note',
  finishing: 'One moment…',
  level: 'Loudness',
  longest: 'That is as long as a voice note can be. Send it or throw it away.',
  noMicrophone: {
    denied: 'The microphone is blocked. Allow it for this site in the browser’s settings (beside the address), then try again.',
    missing: 'There is no microphone.',
    busy: 'The microphone cannot be used: another program may have it.',
    unsupported: 'This browser cannot record.',
    failed: 'The recording failed.',
    nothing: 'Nothing was recorded.',
  },
  close: 'Close',
};
export type AttachWords = typeof attach;
