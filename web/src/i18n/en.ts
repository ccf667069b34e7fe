import { desk } from './en/desk.ts';
import { device } from './en/device.ts';
import { plural } from './plural.ts';

const n = (count: number, forms: Partial<Record<Intl.LDMLPluralRule, string>> & { other: string }) => plural('en', count, forms);

/** By whom, to whom and until when, in the reader's words. */
export interface WorkDone {
  readonly who?: string | undefined;
  readonly to?: string | undefined;
  readonly until?: string | undefined;
  /** Why the assistant handed over. */
  readonly why?: string | undefined;
  /** A suggestion that nobody wanted. */
  readonly dropped?: boolean | undefined;
}

/** Every word of the app. `Catalogue` is its type, so a language that misses one does not compile. */
export const en = {
  appName: 'Frontdesk',
  tagline: 'The inbox of your business',
  loading: 'Loading',
  retry: 'Try again',
  back: 'Back to conversations',
  skipToThread: 'Skip to the conversation',

  signIn: {
    title: 'Sign in',
    email: 'E-mail',
    password: 'Password',
    submit: 'Sign in',
    show: 'Show password',
    hide: 'Hide password',
    forgot: 'Forgot your password?',
    wrong: 'E-mail or password is wrong.',
    ended: 'Your session has ended. What this device kept for you, drafts included, was removed from it.',
    newTitle: 'Choose a new password',
    newHint: 'You signed in with a temporary password. Choose your own: at least 12 characters.',
    newPassword: 'New password',
    newSubmit: 'Save and continue',
    challengeFailed: 'That took too long. Sign in again with the temporary password.',
    forgotTitle: 'Set a new password',
    forgotHint: 'We send a six-digit code to your e-mail address.',
    forgotSubmit: 'Send the code',
    sent: (email: string) => `If ${email} has an account, a code is on its way.`,
    code: 'Six-digit code',
    codeWrong: 'The code is wrong or too old.',
    weak: 'This password is too easy to guess, or was used before. Choose another one.',
    resetSubmit: 'Set password',
    resetDone: 'Your password is set. Sign in with it.',
    back: 'Back to sign-in',
    invalidEmail: 'Write an e-mail address.',
    tooMany: 'Too many tries. Wait a minute, then try again.',
    tooManyFor: (minutes: number) =>
      n(minutes, { one: 'Too many tries. Try again in a minute.', other: `Too many tries. Try again in ${minutes} minutes.` }),
    noAccount: 'New here?',
    signUp: 'Create an account',
    factorTitle: 'Confirm that it is you',
    factorHint: 'Open your authenticator app and type the code that it shows for Frontdesk.',
    factorSubmit: 'Confirm',
    factorWrong: 'This code is wrong or was already used. Wait for the next one.',
    factorLost: 'Lost the app? Ask your administrator.',
    expired: 'That took too long. Sign in again with your password.',
    unreachable: 'The server cannot be reached. Check your connection.',
    failed: 'Something went wrong on our side. Try again.',
  },

  form: {
    missing: 'Fill this in.',
    email: 'Write an e-mail address, as name@example.com.',
    tooShort: (least: number) => `At least ${least} characters.`,
    wrong: 'This does not fit here.',
  },

  strength: {
    none: 'At least 12 characters. A few words in a row are good.',
    short: 'Go on: at least 12 characters.',
    easy: 'Long enough, but easy to guess. Add words that nobody would expect.',
    fine: 'Good: long and hard to guess.',
  },

  start: {
    unreachable: 'The server cannot be reached',
    unreachableHint: 'Check your connection. We keep trying.',
    failed: 'This could not be loaded',
    crashed: 'The page stopped working',
    crashedHint: 'Your unsent messages and drafts are kept. Load the page again.',
    reload: 'Load again',
  },

  business: {
    choose: 'Which business?',
    chooseHint: 'You work for several. You can switch later in the menu.',
    none: 'No business yet',
    noneHint: 'Your account is fine. Create a business of your own, or ask your administrator to invite you to theirs.',
    create: 'Create a business',
    unknown: 'You do not work for this business',
    unknownHint: 'The address names a business that you are not a member of.',
    switch: 'Switch business',
    suspended: 'Suspended',
    ending: 'To be deleted',
    looking: 'Only looking',
  },

  roles: { admin: 'Administrator', manager: 'Manager', agent: 'Agent', viewer: 'Viewer' },

  menu: {
    open: 'Menu',
    places: 'Go to',
    back: 'Back to the inbox',
    settings: 'Settings',
    account: 'Your account',
    newBusiness: 'New business',
    platform: 'Platform console',
    theme: 'Appearance',
    themes: { system: 'As the device', light: 'Light', dark: 'Dark' },
    language: 'Language',
    signOut: 'Sign out',
    times: (zone: string) => `Times are shown for ${zone}`,
  },

  suspended: {
    title: 'This business is suspended',
    hint: 'Nobody can work in it for now. Messages of customers are still received and kept. Ask your administrator, or whoever runs this platform, what has to happen.',
    lookAgain: 'Look again',
  },

  impersonation: {
    label: 'Looking on behalf of the platform',
    looking: (business: string, until: string) =>
      `You are looking at ${business} for the platform until ${until}. Nothing can be changed, and the business can see that you looked.`,
    end: 'Stop looking',
  },

  usage: {
    putAway: 'Put this note away',
    assistant: {
      near: 'The assistant has nearly spent what it may cost this month. At the limit it hands over to people.',
      reached: 'The assistant has spent what it may cost this month: it hands every conversation over to people.',
    },
    conversations: {
      soft: (used: string, limit: string) =>
        `${used} of ${limit} conversations of this month are used. Beyond the limit messages are still received and kept; ask for a larger plan in time.`,
      hard: (_used: string, limit: string) =>
        `All ${limit} conversations of this month’s plan are used. Messages of other customers are still received and kept, and people can answer them. Ask for a larger plan.`,
    },
    employees: {
      soft: (used: string, limit: string) => `${used} of ${limit} people of the plan are in use.`,
      hard: (_used: string, limit: string) =>
        `The plan has room for ${limit} people, and all places are taken. To invite more, ask for a larger plan or deactivate somebody.`,
    },
    services: {
      soft: (used: string, limit: string) => `${used} of ${limit} services of the plan are in use.`,
      hard: (_used: string, limit: string) =>
        `The plan has room for ${limit} services, and all are in use. To add more, ask for a larger plan or remove one.`,
    },
    channels: {
      soft: (used: string, limit: string) => `${used} of ${limit} WhatsApp numbers of the plan are in use.`,
      hard: (_used: string, limit: string) =>
        `The plan’s WhatsApp numbers (${limit}) are all in use. To connect another, ask for a larger plan or remove one.`,
    },
  },

  connection: {
    offlineHere: 'You are offline. This page goes on when the connection is back.',
    connecting: 'Connecting…',
    reconnecting: 'Reconnecting…',
    live: 'Live',
  },

  inbox: {
    title: 'Conversations',
    empty: 'No conversations yet',
    emptyHint: 'As soon as a customer writes to your WhatsApp number, it shows up here.',
    failed: 'The conversations could not be loaded',
    more: 'Loading more conversations',
    moreFailed: 'The rest could not be loaded.',
    unread: (count: number) => n(count, { one: '1 unread message', other: `${count} unread messages` }),
    closed: 'Closed',
    closedHint: '24-hour window closed',
    draft: 'Draft:',
    notSent: 'Not sent',
    you: 'You:',
    nothing: 'No messages yet',
    pick: 'Pick a conversation',
    pickHint: 'Choose one on the side to read and answer.',
    online: 'Colleagues online',
  },

  thread: {
    messages: (name: string) => `Messages with ${name}`,
    newMessages: 'New messages',
    notFound: 'This conversation does not exist',
    notFoundHint: 'It may belong to another business, or the address is wrong.',
    failed: 'The messages could not be loaded',
    olderFailed: 'Older messages could not be loaded.',
    beginning: 'The conversation begins here',
    unread: (count: number) => n(count, { one: '1 unread message', other: `${count} unread messages` }),
    toLatest: 'Jump to the newest message',
    here: (names: string) => `${names} is here`,
    hereMany: (names: string) => `${names} are here`,
    typing: (names: string) => `${names} is typing…`,
    typingMany: (names: string) => `${names} are typing…`,
    group: 'Group',
    readMore: 'Read more',
    readLess: 'Show less',
    reply: 'Reply',
    replyTo: (name: string) => `Reply to ${name}`,
    replyToSelf: 'Reply to your own message',
    quoteOf: 'Quoted message',
    quoteMissing: 'An earlier message',
    quoteNotFound: 'The quoted message is not in this conversation.',
    quoteLoading: 'Looking for the quoted message…',
    forwarded: 'Forwarded',
    forwardedOften: 'Forwarded many times',
    edited: 'Edited',
    deleted: 'This message was deleted',
    blank: 'Empty message',
    fromAd: 'Came from an ad',
    aboutProduct: 'About a product',
    reactions: 'Reactions',
    you: 'You',
    assistant: 'Assistant',
    phoneApp: 'From the phone app',
    inPhoneApp: 'Somebody in the phone app',
    unknownSender: 'Unknown',
    opensNewTab: 'opens in a new tab',
  },

  desk,
  device,

  /** What happened with the conversation. No `who`: it happened by itself. */
  work: {
    'taken-over': ({ who }: WorkDone) => `${who ?? 'Somebody'} took over`,
    'handed-back': ({ who }: WorkDone) => (who ? `${who} handed back to the assistant` : 'The assistant answers again'),
    suggesting: ({ who }: WorkDone) => `${who ?? 'Somebody'} lets the assistant suggest answers`,
    assigned: ({ who, to }: WorkDone) =>
      who ? `${who} assigned this to ${to ?? 'somebody'}` : `Assigned to ${to ?? 'somebody'}`,
    assignedSelf: ({ who }: WorkDone) => `${who ?? 'Somebody'} took this`,
    unassigned: ({ who }: WorkDone) => (who ? `${who} assigned this to nobody` : 'With nobody again'),
    snoozed: ({ who, until }: WorkDone) => `${who ?? 'Somebody'} put this aside${until ? ` until ${until}` : ''}`,
    woken: () => 'Back from being put aside',
    resolved: ({ who }: WorkDone) => (who ? `${who} resolved this` : 'Resolved'),
    reopened: ({ who }: WorkDone) => (who ? `${who} reopened this` : 'Open again'),
    merged: ({ who }: WorkDone) => `${who ?? 'Somebody'} merged this customer with another one`,
    unmerged: ({ who }: WorkDone) => `${who ?? 'Somebody'} undid the merging of two customers`,
    'handed-over': ({ why }: WorkDone) => `The assistant handed over${why ? `: ${why}` : ''}`,
    returned: () => 'The assistant answers again, because nobody had written for a while',
    discarded: () => 'The assistant’s answer was not sent, because somebody took over',
    suggested: ({ dropped }: WorkDone): string => (dropped ? 'A suggestion was dropped' : 'The assistant suggested an answer'),
  },
  handOver: {
    asked: 'the customer asked for a person',
    upset: 'the customer is upset',
    'out-of-scope': 'the customer wants something that it cannot do',
    'low-confidence': 'it was not sure of the answer',
    'tool-failed': 'it could not look something up',
    'model-failed': 'the model did not answer',
    'limit-reached': 'a limit was reached',
    'unsupported-message': 'it cannot read this kind of message',
    closed: 'the business is closed',
    off: 'it is switched off',
  },

  kinds: {
    text: 'Message',
    image: 'Photo',
    video: 'Video',
    audio: 'Audio',
    voice: 'Voice message',
    document: 'Document',
    sticker: 'Sticker',
    location: 'Location',
    contacts: 'Contact',
    button: 'Button',
    button_reply: 'Answer',
    list_reply: 'Answer',
    nfm_reply: 'Form',
    call_permission_reply: 'Call permission',
    product: 'Product',
    order: 'Order',
    system: 'Notice',
    request_welcome: 'Chat opened',
    note: 'Private note',
    work: 'Change',
    unsupported: 'Unsupported message',
  },

  content: {
    animated: 'Animated',
    openMap: 'Open the map',
    pressed: 'Pressed a button',
    chose: 'Chose an answer',
    form: 'Filled in a form',
    callAllowed: 'May be called',
    callAllowedAlways: 'May be called at any time',
    callDenied: 'Does not want to be called',
    until: (when: string) => `until ${when}`,
    article: 'Article',
    quantity: (count: string) => `Quantity ${count}`,
    items: (count: number) => n(count, { one: '1 item', other: `${count} items` }),
    welcome: 'The customer opened the chat and has not written yet',
    numberChanged: 'The customer changed their phone number',
    idChanged: 'The customer’s WhatsApp identity changed',
    identityChanged: 'The customer’s security code changed',
    systemEvent: 'Notice from WhatsApp',
    unsupported: 'WhatsApp does not pass on this kind of message. Ask the customer to write it as text.',
    unsupportedType: (type: string) => `Kind: ${type}`,
    noName: 'No name',
  },

  status: {
    queued: 'Waiting to be sent',
    sending: 'Being sent',
    unknown: 'It is not certain that this arrived',
    unknownHint: 'The connection to WhatsApp broke off while it was sent. If the customer does not react, send it again.',
    sent: 'Sent',
    failed: 'Not delivered',
    delivered: 'Delivered',
    read: 'Read',
    played: 'Played',
    sendAgain: 'Send again',
    at: (status: string, when: string) => `${status}, ${when}`,
  },

  composer: {
    label: (name: string) => `Write to ${name}`,
    placeholder: 'Write a message',
    send: 'Send',
    left: (count: string) => `${count} characters left`,
    over: (count: string) => `${count} characters too many`,
    replying: (name: string) => `Answering ${name}`,
    replyingSelf: 'Answering your own message',
    cancelReply: 'Do not answer this message',
    closes: (left: string) => `Free replies are possible for another ${left}.`,
    closedTitle: 'The 24-hour window is closed',
    closedHint:
      'WhatsApp allows free replies for 24 hours after the customer’s last message. It opens again as soon as the customer writes.',
    neverWrote: 'The customer has not written yet. WhatsApp allows free replies only after their first message.',
    readOnly: 'You can read here, but your role does not allow writing.',
    discard: 'Throw away',
    keptWaiting: 'Waits for the connection',
    reasons: {
      'window-closed': 'The 24-hour window closed before it was sent. It can be sent as soon as the customer writes again.',
      'too-late': 'It could not be sent for a while, and the conversation went on. Decide whether it still fits.',
      forbidden: 'You may not write in this conversation.',
      'not-found': 'The conversation no longer exists.',
      'too-large': 'The text is too long.',
      'invalid-body': 'The text was not accepted.',
      other: 'It was not accepted.',
    },
  },
};

export type Catalogue = typeof en;
