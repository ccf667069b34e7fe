import { plural } from '../plural.ts';

const n = (count: number, forms: Partial<Record<Intl.LDMLPluralRule, string>> & { other: string }) => plural('en', count, forms);

/** Newer versions of the app, and what signing out throws away. */
export const version = {
  update: 'A new version is ready.',
  gone: 'A part of the app belongs to a newer version.',
  reload: 'Load it now',
  later: 'Later',
  unfinished:
    'You have begun something here. Drafts and unsent messages are kept; what a form says and files on their way are not.',
  reloadAnyway: 'Load it anyway',
  stay: 'Stay here',
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
  lost: {
    title: 'Not everything was sent',
    text: (count: number) =>
      n(count, {
        one: 'You no longer work in a business where you had written a message without a connection. It was not sent, and it is thrown away.',
        other: `You no longer work in a business where you had written ${count} messages without a connection. They were not sent, and they are thrown away.`,
      }),
    close: 'Close',
  },
};
