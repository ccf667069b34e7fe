/**
 * UUID version 7 (RFC 9562): 48 bits of milliseconds, then random bits. The message's place in the thread follows from it,
 * so two ids from one page never share a millisecond: the order of typing is kept.
 */
export function clientIdMaker(now: () => number, randomBytes: (bytes: Uint8Array<ArrayBuffer>) => Uint8Array): () => string {
  let last = 0;
  return () => {
    last = Math.max(now(), last + 1);
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

/** The id its message will have, so that the bubble drawn at once and the one the server answers with are the same. */
export const messageIdOf = (clientId: string): string =>
  `${String(timeOfClientId(clientId)).padStart(13, '0')}-${clientId.replaceAll('-', '')}`;
