import { randomUUID } from 'node:crypto';
import * as z from 'zod';
import type { Mail } from '../engines/worker.ts';
import type { Access } from '../gate/decide.ts';
import { AwsError } from '../http/errors.ts';

const Text = z.object({ Data: z.string(), Charset: z.literal('UTF-8') });
/** https://docs.aws.amazon.com/ses/latest/APIReference-V2/API_SendEmail.html, as far as the platform uses it. */
const SendEmail = z.strictObject({
  FromEmailAddress: z.string(),
  Destination: z.strictObject({ ToAddresses: z.array(z.email()).min(1).max(50) }),
  Content: z.strictObject({ Simple: z.strictObject({ Subject: Text, Body: z.strictObject({ Text }) }) }),
});

/** Sending through Amazon SES: every domain counts as verified, and nothing leaves this machine. */
export class Ses {
  private readonly place: { readonly account: string; readonly region: string };
  private readonly onMail: (mail: Mail) => void;

  constructor(place: { readonly account: string; readonly region: string }, onMail: (mail: Mail) => void) {
    this.place = place;
    this.onMail = onMail;
  }

  /** What a request needs to be allowed; `undefined` for anything but sending. */
  access(method: string, path: string, body: unknown): readonly Access[] | undefined {
    if (method !== 'POST' || path !== '/v2/email/outbound-emails') return undefined;
    const sender = SendEmail.parse(body).FromEmailAddress;
    const [, name, bracketed] = /^(?:([^<>]*)<)?([^<>]+)>?$/.exec(sender) ?? [];
    const from = z.email().safeParse(bracketed).data;
    if (from === undefined) throw new AwsError(400, 'BadRequestException', 'Invalid FromEmailAddress');
    const { account, region } = this.place;
    return [
      {
        action: 'ses:SendEmail',
        resource: `arn:aws:ses:${region}:${account}:identity/${from.slice(from.indexOf('@') + 1)}`,
        context: { 'ses:FromAddress': from, ...(name && { 'ses:FromDisplayName': name.trim() }) },
      },
    ];
  }

  send(body: unknown): { readonly MessageId: string } {
    const { Destination, Content } = SendEmail.parse(body);
    const { Subject, Body } = Content.Simple;
    for (const to of Destination.ToAddresses) this.onMail({ to, subject: Subject.Data, text: Body.Text.Data });
    return { MessageId: randomUUID() };
  }
}
