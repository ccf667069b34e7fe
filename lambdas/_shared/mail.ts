import { type SendSigned, signedRequests } from './signed-request.ts';

/** Plain text to one address. Throws when the service does not take it; it may have been sent twice after a lost answer. */
export type SendMail = (mail: { readonly to: string; readonly subject: string; readonly text: string }) => Promise<void>;

/** Amazon SES: https://docs.aws.amazon.com/ses/latest/APIReference-V2/API_SendEmail.html */
export function mailer(
  env: NodeJS.ProcessEnv,
  send: SendSigned = signedRequests(env, { retries: 2, timeoutMs: 3_000 }),
): SendMail {
  const { MAIL_FROM: from } = env;
  if (!from) throw new Error('Environment variable MAIL_FROM is not set');
  const endpoint = env.AWS_ENDPOINT_URL_SESV2 ?? env.AWS_ENDPOINT_URL ?? `https://email.${env.AWS_REGION ?? ''}.amazonaws.com`;
  const url = `${endpoint.replace(/\/$/, '')}/v2/email/outbound-emails`;
  const inUtf8 = (Data: string) => ({ Data, Charset: 'UTF-8' });

  return async ({ to, subject, text }) => {
    const body = JSON.stringify({
      FromEmailAddress: `Frontdesk <${from}>`,
      Destination: { ToAddresses: [to] },
      Content: { Simple: { Subject: inUtf8(subject), Body: { Text: inUtf8(text) } } },
    });
    const headers = { 'content-type': 'application/json' };
    const { status } = await send({ service: 'ses', method: 'POST', url, headers, body });
    // Its reason repeats the address, which no log may hold.
    if (status !== 200) throw new Error(`the mail service answered ${status}`);
  };
}

/**
 * Where links in a mail lead: the stage's own domain if it has one, else the address of the page that asked. A request made
 * by hand can name any page, so a stage that strangers use needs a domain; without an origin there is nothing to link to.
 */
export const linkBase = (env: NodeJS.ProcessEnv, origin: string | undefined): string | undefined => env.WEB_ORIGIN || origin;
