import type { Failure } from '../../../contract/message.ts';
import type { Refusal, Retry } from '../port.ts';

interface ErrorClass {
  readonly retry: Retry;
  readonly title: string;
  readonly advice: string;
  readonly ofNumber?: true;
}

const template: ErrorClass = {
  retry: 'never',
  title: 'The template does not fit',
  advice: 'Compare it with the approved template, or load the templates again.',
};
const policy: ErrorClass = {
  retry: 'never',
  title: 'WhatsApp has restricted this number',
  advice: 'Look at the number in WhatsApp Manager. Nothing can be sent until the restriction is lifted.',
  ofNumber: true,
};
const marketing: ErrorClass = {
  retry: 'never',
  title: 'This customer takes no more marketing messages now',
  advice: 'Wait until the customer writes, or at least 24 hours.',
};
const access: ErrorClass = {
  retry: 'reconnect',
  title: 'The number is no longer connected',
  advice: 'Connect the WhatsApp number again in the settings.',
};
const busy: ErrorClass = {
  retry: 'backoff',
  title: 'WhatsApp is busy',
  advice: 'Nothing to do: it is tried again.',
};
const bug: ErrorClass = {
  retry: 'never',
  title: 'WhatsApp does not understand the message',
  advice: 'Send it in another form. If it happens again, tell the support.',
};

/**
 * By code, never by text.
 * https://developers.facebook.com/documentation/business-messaging/whatsapp/support/error-codes
 */
const classes: Readonly<Record<number, ErrorClass>> = {
  131047: {
    retry: 'never',
    title: 'More than 24 hours have passed since the customer wrote',
    advice: 'Send a template; free text is possible again when the customer answers.',
  },
  131026: {
    retry: 'never',
    title: 'The message cannot be delivered',
    advice: 'The customer may not use WhatsApp on this number, or has an old version. Try another way.',
  },
  131056: {
    retry: 'pair-rate',
    title: 'Too many messages to this customer in a short time',
    advice: 'Nothing to do: it is tried again, more slowly.',
  },
  130429: busy,
  4: busy,
  80007: busy,
  131000: { ...busy, title: 'WhatsApp failed for an unknown reason' },
  131016: { ...busy, title: 'WhatsApp is not available' },
  131057: { ...busy, title: 'The number is under maintenance' },
  131048: policy,
  131064: policy,
  368: policy,
  131031: policy,
  130497: { retry: 'never', title: 'WhatsApp does not allow messages to this country', advice: policy.advice },
  131049: marketing,
  131050: {
    ...marketing,
    title: 'The customer does not want marketing messages',
    advice: 'Do not send marketing to this customer.',
  },
  130472: marketing,
  131053: {
    retry: 'never',
    title: 'The file could not be sent',
    advice: 'Check its type and size, and send it again.',
  },
  131052: {
    retry: 'never',
    title: 'The file could not be loaded',
    advice: 'Ask the customer to send it again.',
  },
  190: access,
  0: access,
  3: access,
  10: access,
  133010: { ...access, title: 'The number is not registered' },
  131042: {
    retry: 'never',
    title: 'WhatsApp cannot charge for the message',
    advice: 'Check the payment method of the WhatsApp account.',
    ofNumber: true,
  },
  131045: { ...access, title: 'The certificate of the number is wrong' },
  137000: { ...bug, title: "The customer's identity has changed", advice: 'Check with the customer, then send again.' },
  131008: bug,
  131009: bug,
  100: bug,
  131021: { ...bug, title: 'A number cannot write to itself' },
  131062: {
    retry: 'never',
    title: 'This message needs a phone number',
    advice: 'Ask the customer for the phone number.',
  },
};

const templateCodes = [132000, 132001, 132005, 132007, 132008, 132012, 132015, 132016, 132068, 132069];

function classOf(code: number): ErrorClass | undefined {
  if (templateCodes.includes(code)) return template;
  if (code >= 200 && code <= 299) return access;
  return classes[code];
}

/** What an error code of the provider means for the message. Codes we do not know are final: sending again could do harm. */
export function classify(code: number): Refusal {
  const known = classOf(code) ?? { ...bug, title: 'WhatsApp refused the message', advice: `Look up error ${code} of WhatsApp.` };
  const failure: Failure = { code: String(code), title: known.title, advice: known.advice };
  return { retry: known.retry, failure, ofNumber: known.ofNumber };
}
