/**
 * The address as Twilio is to be given it, so that it tries again what was not taken: five times at most, all within 15 seconds,
 * whatever went wrong (a turned away call of Lambda is a 4xx). By itself it would try a connection that failed once more, and
 * nothing else. The fragment is neither sent nor signed.
 * https://www.twilio.com/docs/usage/webhooks/webhooks-connection-overrides
 */
export const repeating = (url: string): string => `${url}#rc=5&rp=all`;
