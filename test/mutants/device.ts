import { type Mutant, unit } from './mutant.ts';

const tabs = unit('web/src/realtime/shared-connection');
const sender = unit('web/src/composer/outbox-sender');
const wipe = unit('web/src/offline/wipe');
const kept = unit('web/src/offline/kept');
const session = unit('web/src/session/session');
const shell = unit('web/worker/shell');
const route = unit('web/worker/route');

/** Cases 13 and 17 on a person's own device: nothing lost, nothing twice, and nothing left for the next who sits down at it. */
export const deviceMutants: readonly Mutant[] = [
  {
    case: 13,
    breaks: 'each tab opens a socket of its own',
    file: 'web/src/realtime/shared-connection.ts',
    find: 'if (!tabs) {',
    replace: 'if (tabs) {',
    ...tabs,
  },
  {
    case: 13,
    breaks: 'tabs do not catch up when another takes the socket over',
    file: 'web/src/realtime/shared-connection.ts',
    find: 'if (opens) onOpen();',
    replace: '',
    ...tabs,
  },
  {
    case: 13,
    breaks: 'a tab that sleeps keeps the socket from all others',
    file: 'web/src/realtime/shared-connection.ts',
    find: 'this.#callOff = later(() => this.#queue(true), answerWithinMs);',
    replace: 'this.#callOff = later(() => undefined, answerWithinMs);',
    ...tabs,
  },
  {
    case: 13,
    breaks: 'what has waited for hours is sent although it no longer fits',
    file: 'web/src/composer/outbox-sender.ts',
    find: 'now() - entry.pressedAt > staleAfterMs ? await stillFits(entry) : undefined',
    replace: 'undefined',
    ...sender,
  },
  {
    case: 13,
    breaks: 'what the browser lost when it was killed is not taken back',
    file: 'web/src/composer/outbox.ts',
    find: 'if (missing.length > 0) this.#write(',
    replace: 'if (missing.length < 0) this.#write(',
    ...sender,
  },
  {
    case: 17,
    breaks: 'a tab writes unsent messages down again after its person has left',
    file: 'web/src/composer/outbox.ts',
    find: 'if (this.#closed) return;',
    replace: '',
    ...sender,
  },
  {
    case: 17,
    breaks: 'whoever signs in next loses what is theirs to a tab that is late',
    file: 'web/src/offline/wipe.ts',
    find: 'if (subject !== undefined && owner !== undefined && owner !== subject) return;',
    replace: '',
    ...wipe,
  },
  {
    case: 17,
    breaks: 'conversations stay on a device whose session was ended elsewhere',
    file: 'web/src/offline/wipe.ts',
    find: 'const whose = owner ?? subject ?? storage.getItem(wiping);',
    replace: 'const whose = subject ?? null;',
    ...wipe,
  },
  {
    case: 17,
    breaks: 'what is kept is shown for ever, without the server',
    file: 'web/src/offline/kept.ts',
    find: 'at <= now && now - at < keptForMs',
    replace: 'at <= now',
    ...kept,
  },
  {
    case: 17,
    breaks: 'somebody who signed out is let in again when the server cannot be asked',
    file: 'web/src/session/session.ts',
    find: 'storage.getItem(leaving) !== null || subject === undefined) return;',
    replace: 'subject === undefined) return;',
    ...session,
  },
  {
    case: 17,
    breaks: 'the worker keeps what the API answers',
    file: 'web/worker/route.ts',
    find: '|| data.test(address.pathname)) ',
    replace: ') ',
    ...route,
  },
  {
    case: 13,
    breaks: 'the parts of the version that a tab has open go with the next one',
    file: 'web/worker/shell.ts',
    find: 'const versionsKept = 2;',
    replace: 'const versionsKept = 1;',
    ...shell,
  },
  {
    case: 13,
    breaks: 'a file whose message may have arrived is sent again under another id',
    file: 'web/src/media/send/sendings.ts',
    find: 'clientId: renamed ? newId(entry.conversationId) : clientId,',
    replace: 'clientId: newId(entry.conversationId),',
    ...unit('web/src/media/send/sendings'),
    only: 'without a second upload',
  },
  {
    case: 13,
    breaks: 'a file that was called off is sent',
    file: 'web/src/media/send/sendings.ts',
    find: 'this.#kept.get(clientId)?.stop.abort();',
    replace: '',
    ...unit('web/src/media/send/sendings'),
    only: 'calls them off',
  },
  {
    case: 13,
    breaks: 'an answer stands above what it answers where the clock is behind',
    file: 'web/src/composer/client-id.ts',
    find: 'timeOfMessage(after) + 1',
    replace: '0',
    ...unit('web/src/composer/client-id'),
  },
  {
    case: 13,
    breaks: 'a slow answer moves the clock that a quick one has set',
    file: 'web/src/clock/server-clock.ts',
    find: 'if (possible && this.#roundTripMs <= answered - asked) return;',
    replace: '',
    ...unit('web/src/clock/format'),
  },
];
