import type { Failure } from '../../../contract/message.ts';
import type { Refusal, Retry } from '../port.ts';

interface ErrorClass {
  readonly retry: Retry;
  readonly title: string;
  readonly advice: string;
  readonly ofNumber?: true;
}

const window: ErrorClass = {
  retry: 'never',
  title: 'More than 24 hours have passed since the customer wrote',
  advice: 'Send a template; free text is possible again when the customer answers.',
};
const undeliverable: ErrorClass = {
  retry: 'never',
  title: 'The message cannot be delivered',
  advice: 'The customer may not use WhatsApp on this number, or has an old version. Try another way.',
};
const access: ErrorClass = {
  retry: 'reconnect',
  title: 'The number is no longer connected',
  advice: 'Check the account in Twilio’s console, and enter its auth token again in the settings.',
};
const sender: ErrorClass = {
  retry: 'reconnect',
  title: 'The number is not a WhatsApp sender of this Twilio account',
  advice: 'Look at the WhatsApp senders in Twilio’s console, and connect the number again in the settings.',
};
const busy: ErrorClass = {
  retry: 'backoff',
  title: 'Twilio is busy',
  advice: 'Nothing to do: it is tried again.',
};
const policy: ErrorClass = {
  retry: 'never',
  title: 'WhatsApp has restricted this number',
  advice: 'Look at the number in WhatsApp Manager. Nothing can be sent until the restriction is lifted.',
  ofNumber: true,
};
const country: ErrorClass = {
  retry: 'never',
  title: 'Messages to this country are not allowed',
  advice: 'Look in Twilio’s console and in WhatsApp Manager which countries the number may write to.',
};
const marketing: ErrorClass = {
  retry: 'never',
  title: 'This customer takes no more marketing messages now',
  advice: 'Wait until the customer writes, or at least 24 hours.',
};
const content: ErrorClass = {
  retry: 'never',
  title: 'WhatsApp does not take what the message holds',
  advice: 'Check the type of its file and how its text is written, and send it in another form.',
};
const media: ErrorClass = {
  retry: 'never',
  title: 'The file could not be sent',
  advice: 'Check its type and size, and send it again.',
};
const tooLarge: ErrorClass = {
  retry: 'never',
  title: 'The file is too large',
  advice: 'Twilio takes files of up to 16 MB, and pictures of up to 5 MB. Send a smaller one, or a link to it.',
};
const tooLong: ErrorClass = {
  retry: 'never',
  title: 'The text is too long for a number at Twilio',
  advice: 'Twilio takes 1,600 characters in a message, and counts some signs as more than one. Send it in two messages.',
};
const template: ErrorClass = {
  retry: 'never',
  title: 'The template does not fit',
  advice: 'Compare it with the approved template in Twilio’s console.',
};
const bug: ErrorClass = {
  retry: 'never',
  title: 'Twilio does not understand the message',
  advice: 'Send it in another form. If it happens again, tell the support.',
};

/**
 * By code, never by text: as answers to a call and with statuses. Each has a page, https://www.twilio.com/docs/api/errors/63016;
 * all: https://www.twilio.com/docs/api/errors. Those of WhatsApp:
 * https://www.twilio.com/docs/whatsapp/api/error-code-mapping
 */
const classes: readonly (readonly [ErrorClass, readonly number[]])[] = [
  [window, [63016]],
  [undeliverable, [63003, 63024, 63032, 63036, 14101, 21211, 21214, 21217, 21401, 21612, 21614, 30003, 30004, 30005, 30006]],
  [access, [401, 403, 10001, 20003, 20005, 20006, 20008, 20404, 30002, 63001]],
  [sender, [21212, 21606, 21659, 21660, 63002, 63007]],
  [busy, [429, 14107, 20429, 21611, 30001, 63017, 63018, 63119]],
  [{ ...busy, title: 'Twilio is not available' }, [503]],
  [{ ...busy, title: 'WhatsApp is not available' }, [30410, 63009, 63010, 63012]],
  [policy, [63112]],
  [
    { ...policy, title: 'The number may not send by Twilio', advice: 'Accept Twilio’s invitation in Meta Business Manager.' },
    [63020],
  ],
  [{ ...policy, title: 'WhatsApp has locked this number', advice: 'Ask Twilio’s support to unlock the sender.' }, [63051]],
  [
    {
      ...policy,
      title: 'WhatsApp is not set up for this number',
      advice: 'Look at the WhatsApp senders in Twilio’s console.',
    },
    [63008],
  ],
  [
    {
      ...policy,
      title: 'The Twilio account has sent as many messages as it may in a day',
      advice: 'Wait until tomorrow, or ask Twilio’s support for more.',
    },
    [63038],
  ],
  [country, [21408, 63058]],
  [marketing, [63049]],
  [
    {
      ...marketing,
      title: 'The customer does not want messages from this number',
      advice: 'Wait until the customer writes START. Until then Twilio sends nothing.',
    },
    [21610],
  ],
  [{ ...undeliverable, title: 'The customer has blocked this number', advice: 'Try another way than WhatsApp.' }, [63014]],
  [
    {
      ...undeliverable,
      title: 'The customer has not joined the sandbox of this number',
      advice: 'Let the customer send the join code that Twilio’s console shows, or use a number of your own.',
    },
    [63015],
  ],
  [
    {
      ...undeliverable,
      title: 'A trial account of Twilio writes to confirmed numbers only',
      advice: 'Confirm the number in Twilio’s console, or upgrade the account.',
    },
    [21608],
  ],
  [content, [30007, 63005, 63006, 63013, 63021, 63030]],
  [media, [11200, 11205, 11210, 11215, 11220, 11237, 12300, 21620, 63019]],
  [tooLarge, [11751, 21623, 30019, 63034]],
  [tooLong, [14103, 21605, 21617, 21658]],
  [template, [63027, 63028, 63040, 63041, 63042]],
  [bug, [400, 20001, 20422, 21602, 21603, 21604, 21609, 21619, 21910]],
  [{ ...bug, title: 'A number cannot write to itself' }, [63031]],
  [{ ...undeliverable, title: 'Twilio could not deliver it, and does not know why' }, [30008, 63023]],
];

const byCode: ReadonlyMap<number, ErrorClass> = new Map(
  classes.flatMap(([known, codes]) => codes.map((code) => [code, known] as const)),
);

/** What an error code of Twilio means for the message. Codes we do not know are final: sending again could do harm. */
export function classify(code: number): Refusal {
  const known = byCode.get(code) ?? { ...bug, title: 'Twilio refused the message', advice: `Look up error ${code} of Twilio.` };
  const failure: Failure = { code: String(code), title: known.title, advice: known.advice };
  return { retry: known.retry, failure, ofNumber: known.ofNumber };
}

const never = (failure: Failure): Refusal => ({ retry: 'never', failure });

/** What is not even tried. */
export const textTooLong = never({ code: 'text-too-long', title: tooLong.title, advice: tooLong.advice });
export const fileTooLarge = never({ code: 'file-too-large', title: tooLarge.title, advice: tooLarge.advice });
export const kindUnknown = never({
  code: 'not-sendable',
  title: 'A number at Twilio cannot send messages of this kind',
  advice: 'Send it as text.',
});
export const groupUnknown = never({
  code: 'not-sendable',
  title: 'A number at Twilio cannot write to groups',
  advice: 'Write to the people of the group one by one.',
});
