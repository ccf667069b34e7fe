/** Ahead of the clock, for the sake of what was said before: the server takes ids from up to a minute ahead. */
const aheadAtMost = 30_000;

/** `after`: the newest message known of the conversation. What is created elsewhere has neither. */
export type MakeClientId = (conversationId?: string, after?: string) => string;

/**
 * UUID version 7 (RFC 9562): 48 bits of milliseconds, then random bits. The message's place in the thread follows from it, so an
 * answer is later than what it answers, however wrong the clock, and two of one conversation never share a millisecond: the order
 * of typing is kept.
 */
export function clientIdMaker(now: () => number, randomBytes: (bytes: Uint8Array<ArrayBuffer>) => Uint8Array): MakeClientId {
  const newest = new Map<string, number>();
  return (conversationId = '', after) => {
    const time = now();
    const said = after === undefined ? 0 : timeOfMessage(after) + 1;
    const follows = Math.max(said, (newest.get(conversationId) ?? 0) + 1);
    const last = Math.max(time, Math.min(follows, time + aheadAtMost));
    newest.set(conversationId, last);
    const bytes = randomBytes(new Uint8Array(16));
    for (let index = 0; index < 6; index++) bytes[index] = Math.floor(last / 2 ** (8 * (5 - index))) % 256;
    bytes[6] = 0x70 | ((bytes[6] ?? 0) & 0x0f);
    bytes[8] = 0x80 | ((bytes[8] ?? 0) & 0x3f);
    const hex = [...bytes].map((byte) => byte.toString(16).padStart(2, '0')).join('');
    return [hex.slice(0, 8), hex.slice(8, 12), hex.slice(12, 16), hex.slice(16, 20), hex.slice(20)].join('-');
  };
}

/** Milliseconds in a client id. */
export const timeOfClientId = (clientId: string): number => Number.parseInt(clientId.replaceAll('-', '').slice(0, 12), 16);

/** Milliseconds in the id of a message. */
const timeOfMessage = (id: string): number => Number(id.slice(0, 13));

/** The id its message will have, so that the bubble drawn at once and the one the server answers with are the same. */
export const messageIdOf = (clientId: string): string =>
  `${String(timeOfClientId(clientId)).padStart(13, '0')}-${clientId.replaceAll('-', '')}`;
