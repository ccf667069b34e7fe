import { plural } from '../plural.ts';

const n = (count: number, forms: Partial<Record<Intl.LDMLPluralRule, string>> & { other: string }) => plural('en', count, forms);

/** The app on this device: its version, and what it can do without a connection. */
export const device = {
  update: 'A new version is ready.',
  gone: 'A part of the app belongs to a newer version.',
  reload: 'Load it now',
  later: 'Later',
  unfinished:
    'You have begun something here. Drafts and unsent messages are kept; what a form says and files on their way are not.',
  reloadAnyway: 'Load it anyway',
  stay: 'Stay here',
  offline: (time: string) =>
    `You are offline. This is as of ${time}: you can read on; messages are sent when the connection is back.`,
  unreachable: (time: string) => `The server cannot be reached. This is as of ${time}; messages are sent when it answers again.`,
  notKept: 'Not kept on this device',
  notKeptHint: 'You are offline. This conversation opens when the connection is back.',
  unsent: {
    title: 'Not everything has been sent',
    text: (count: number) =>
      n(count, {
        one: 'One message has not been sent yet. If you sign out now, it is thrown away.',
        other: `${count} messages have not been sent yet. If you sign out now, they are thrown away.`,
      }),
    stay: 'Stay signed in',
    leave: 'Throw away and sign out',
  },
};
