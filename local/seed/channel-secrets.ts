import { randomBytes } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import * as z from 'zod';

const ChannelSecrets = z.object({ appSecret: z.string(), verifyToken: z.string(), accessToken: z.string() });
/** What the provider and the business share: made once for a data directory, nowhere in the code. */
export type ChannelSecrets = z.infer<typeof ChannelSecrets>;

/** By phone_number_id, for the numbers given; kept in a file that only this user reads. */
export function channelSecrets(dataDir: string, phoneNumberIds: readonly string[]): Record<string, ChannelSecrets> {
  const folder = join(dataDir, 'seed');
  const file = join(folder, 'channel-secrets.json');
  const known = existsSync(file) ? z.record(z.string(), ChannelSecrets).parse(JSON.parse(readFileSync(file, 'utf8'))) : {};
  const all = Object.fromEntries(phoneNumberIds.map((number) => [number, known[number] ?? newSecrets()]));
  if (phoneNumberIds.some((number) => known[number] === undefined)) {
    mkdirSync(folder, { recursive: true });
    writeFileSync(`${file}.new`, JSON.stringify({ ...known, ...all }), { mode: 0o600 });
    renameSync(`${file}.new`, file);
  }
  return all;
}

const newSecrets = (): ChannelSecrets => ({
  appSecret: randomBytes(16).toString('hex'),
  verifyToken: randomBytes(16).toString('hex'),
  accessToken: `EAA${randomBytes(60).toString('base64url')}`,
});
