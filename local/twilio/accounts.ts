import { existsSync, mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import * as z from 'zod';
import { AccountSid, AuthToken, newSid, newToken, PhoneNumber } from './sid.ts';

const Account = z.object({
  accountSid: AccountSid,
  authToken: AuthToken,
  /** E.164 to where its messages go. */
  numbers: z.record(PhoneNumber, z.object({ webhookUrl: z.string().optional() })),
});
export type Account = z.infer<typeof Account>;

const Saved = z.object({ seeded: AccountSid, accounts: z.array(Account) });

/** A number of an account, as somebody sets it up in Twilio's console. Without `webhookUrl` the one it has stays. */
const Added = z.strictObject({
  accountSid: AccountSid,
  authToken: AuthToken,
  number: PhoneNumber,
  webhookUrl: z.url({ protocol: /^https?$/ }).optional(),
});
export type Added = z.infer<typeof Added>;

/** Of the account that every stage is born with. */
const seededNumber = '+15550784420';

/** The accounts that exist, with their auth tokens: in a file that only this user reads. */
export class Accounts {
  private readonly file: string;
  private readonly saved: z.infer<typeof Saved>;

  constructor(file: string) {
    this.file = file;
    this.saved = existsSync(file) ? Saved.parse(JSON.parse(readFileSync(file, 'utf8'))) : firstAccount();
    this.save();
  }

  get seeded(): { accountSid: string; authToken: string; number: string } {
    const account = this.find(this.saved.seeded);
    if (account === undefined) throw new Error('The seeded account is gone');
    return { accountSid: account.accountSid, authToken: account.authToken, number: seededNumber };
  }

  list(): readonly Account[] {
    return this.saved.accounts;
  }

  find(accountSid: string): Account | undefined {
    return this.saved.accounts.find((account) => account.accountSid === accountSid);
  }

  /** Who calls, when it is the account `accountSid` itself. */
  authenticated(accountSid: string, authorization: string | undefined): Account | undefined {
    const encoded = /^Basic (\S+)$/.exec(authorization ?? '')?.[1] ?? '';
    const account = this.find(accountSid);
    const given = Buffer.from(encoded, 'base64').toString('utf8');
    return account !== undefined && given === `${accountSid}:${account.authToken}` ? account : undefined;
  }

  /** The auth token that is given becomes that of the whole account. */
  add(wanted: unknown): Account | z.ZodError {
    const parsed = Added.safeParse(wanted);
    if (!parsed.success) return parsed.error;
    const { accountSid, authToken, number, webhookUrl } = parsed.data;
    const account: Account = this.find(accountSid) ?? { accountSid, authToken, numbers: {} };
    account.authToken = authToken;
    account.numbers[number] = { webhookUrl: webhookUrl ?? account.numbers[number]?.webhookUrl };
    this.saved.accounts = [...this.saved.accounts.filter((one) => one !== account), account];
    this.save();
    return account;
  }

  private save(): void {
    mkdirSync(dirname(this.file), { recursive: true });
    writeFileSync(`${this.file}.new`, JSON.stringify(this.saved), { mode: 0o600 });
    renameSync(`${this.file}.new`, this.file);
  }
}

function firstAccount(): z.infer<typeof Saved> {
  const accountSid = newSid('AC');
  return { seeded: accountSid, accounts: [{ accountSid, authToken: newToken(), numbers: { [seededNumber]: {} } }] };
}
