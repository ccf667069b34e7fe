import type { ServerResponse } from 'node:http';
import { answerJson } from '../http.ts';

/** https://www.twilio.com/docs/api/errors */
const known: Readonly<Record<number, { readonly message: string; readonly http?: number }>> = {
  20003: { message: 'Authenticate', http: 401 },
  20404: { message: 'The requested resource was not found', http: 404 },
  20429: { message: 'Too Many Requests', http: 429 },
  20500: { message: 'Internal server error', http: 500 },
  21211: { message: "Invalid 'To' Phone Number" },
  21602: { message: 'Message body is required.' },
  21603: { message: "A 'From' phone number is required." },
  21604: { message: "A 'To' phone number is required." },
  21609: { message: "The 'StatusCallback' URL is not a valid URL." },
  21617: { message: 'The concatenated message body exceeds the 1600 character limit.' },
  21620: { message: 'Invalid media URL(s)' },
  63007: { message: 'Twilio could not find a Channel with the specified From address' },
  63016: { message: 'Failed to send freeform message outside the allowed window' },
  63018: { message: 'Rate limit exceeded for Channel', http: 429 },
  63019: { message: 'Media failed to download' },
  63021: { message: 'Channel invalid content error' },
  63024: { message: 'Invalid message recipient' },
  63031: { message: 'Channel message cannot have same From and To' },
};

/** A code that is not in the table is answered as a plain 400. */
export const messageOf = (code: number): string => known[code]?.message ?? `Error ${code}`;

export function refuse(response: ServerResponse, code: number, status = known[code]?.http ?? 400): void {
  const more_info = `https://www.twilio.com/docs/errors/${code}`;
  answerJson(response, status, { code, message: messageOf(code), more_info, status });
}
