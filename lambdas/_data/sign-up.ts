import { createHash, timingSafeEqual } from 'node:crypto';
import { DeleteCommand, PutCommand, UpdateCommand } from '@aws-sdk/lib-dynamodb';
import * as z from 'zod';
import type { PlatformTable } from '../_shared/tenant.ts';
import { signUpKey } from './keys.ts';
import { readItem, unlessRefused } from './write.ts';

/** What an e-mail address that asked for an account was sent. The address itself is not here, only its hash in the key. */
const SignUp = z.object({
  /** Hash of address and code. Absent: the address had an account, so it was sent no code. */
  code: z.string().optional(),
  /** Milliseconds. */
  validUntil: z.int(),
  tries: z.int(),
  /** When mails went out, milliseconds; those of the last hour. */
  mails: z.array(z.int()),
  version: z.int(),
});

const hourMs = 3_600_000;
const codeLifetimeMs = 15 * 60_000;
const mailsPerHour = 3;
const triesPerCode = 5;

/** Six digits are quickly tried against a hash; it keeps a code out of what backups and exports show at a glance. */
const hashOf = (email: string, code: string): string => createHash('sha256').update(`${email}\n${code}`).digest('base64url');

/**
 * Notes that a mail goes out, and the code in it, which replaces the one before. `too-many`: the address has had its mails of
 * this hour. 1 read unit and 1 write unit.
 */
export async function noteSignUpMail(
  { client, table }: PlatformTable,
  email: string,
  code: string | undefined,
  now: number,
): Promise<'noted' | 'too-many'> {
  const item = await readItem({ client, table }, signUpKey(email));
  const before = item && SignUp.parse(item);
  const mails = before?.mails.filter((at) => at > now - hourMs) ?? [];
  if (mails.length >= mailsPerHour) return 'too-many';
  const after: z.infer<typeof SignUp> = {
    ...(code !== undefined && { code: hashOf(email, code) }),
    validUntil: now + codeLifetimeMs,
    tries: 0,
    mails: [...mails, now],
    version: (before?.version ?? 0) + 1,
  };
  const put = await unlessRefused(
    client.send(
      new PutCommand({
        TableName: table,
        Item: { ...signUpKey(email), ...after, expiresAt: Math.ceil((now + hourMs) / 1000) },
        ...(before
          ? { ConditionExpression: 'version = :read', ExpressionAttributeValues: { ':read': before.version } }
          : { ConditionExpression: 'attribute_not_exists(pk)' }),
      }),
    ),
  );
  // Somebody asked for the same address at the same moment, and that mail is on its way.
  return put.refused ? 'too-many' : 'noted';
}

/** Whether the code is right. Each call counts as a try before it is compared, so that many at once do not get more. 1 write unit. */
export async function trySignUpCode(
  { client, table }: PlatformTable,
  email: string,
  code: string,
  now: number,
): Promise<'right' | 'wrong'> {
  const counted = await unlessRefused(
    client.send(
      new UpdateCommand({
        TableName: table,
        Key: signUpKey(email),
        UpdateExpression: 'SET tries = tries + :one',
        ConditionExpression: 'attribute_exists(pk) AND tries < :most AND validUntil > :now',
        ExpressionAttributeValues: { ':one': 1, ':most': triesPerCode, ':now': now },
        ReturnValues: 'ALL_NEW',
      }),
    ),
  );
  if (counted.refused) return 'wrong';
  const { code: expected } = SignUp.parse(counted.output.Attributes);
  if (expected === undefined) return 'wrong';
  return timingSafeEqual(Buffer.from(expected), Buffer.from(hashOf(email, code))) ? 'right' : 'wrong';
}

/** The code has been used. */
export async function endSignUp({ client, table }: PlatformTable, email: string): Promise<void> {
  await client.send(new DeleteCommand({ TableName: table, Key: signUpKey(email) }));
}
