import { describe, expect, it } from 'vitest';
import { linkBase, mailer } from './mail.ts';
import type { AwsRequest } from './signed-request.ts';

const environment = { MAIL_FROM: 'desk@example.com', AWS_REGION: 'eu-central-1' };
const mail = { to: 'nora@example.com', subject: 'Hoş geldiniz', text: 'مرحبا\n123456' };

const answering = (status: number) => {
  const asked: AwsRequest[] = [];
  return {
    asked,
    send: async (request: AwsRequest) => {
      asked.push(request);
      return { status, body: Buffer.from('{"message":"Email address is not verified: nora@example.com"}') };
    },
  };
};

describe('a mail', () => {
  it('goes to SES as plain text in UTF-8, from the address of the stage', async () => {
    const { asked, send } = answering(200);
    await mailer(environment, send)(mail);
    const [{ body = '', ...request } = {}] = asked;
    expect(request).toMatchObject({
      service: 'ses',
      method: 'POST',
      url: 'https://email.eu-central-1.amazonaws.com/v2/email/outbound-emails',
    });
    expect(JSON.parse(body)).toEqual({
      FromEmailAddress: 'Frontdesk <desk@example.com>',
      Destination: { ToAddresses: ['nora@example.com'] },
      Content: {
        Simple: {
          Subject: { Data: 'Hoş geldiniz', Charset: 'UTF-8' },
          Body: { Text: { Data: 'مرحبا\n123456', Charset: 'UTF-8' } },
        },
      },
    });
  });

  it('goes to another endpoint where the environment names one', async () => {
    const { asked, send } = answering(200);
    await mailer({ ...environment, AWS_ENDPOINT_URL_SESV2: 'http://127.0.0.1:4000/aws/ses' }, send)(mail);
    expect(asked[0]?.url).toBe('http://127.0.0.1:4000/aws/ses/v2/email/outbound-emails');
  });

  it('that is not taken fails without telling the address', async () => {
    const { send } = answering(400);
    await expect(mailer(environment, send)(mail)).rejects.toThrow(/^the mail service answered 400$/);
  });

  it('cannot be sent without a sender', () => {
    expect(() => mailer({ AWS_REGION: 'eu-central-1' })).toThrow('MAIL_FROM');
  });
});

describe('links in a mail', () => {
  it('lead to the domain of the stage, whatever page is named in the request', () => {
    expect(linkBase({ WEB_ORIGIN: 'https://desk.example.com' }, 'https://evil.example')).toBe('https://desk.example.com');
    expect(linkBase({}, 'http://localhost:4000')).toBe('http://localhost:4000');
    expect(linkBase({}, undefined)).toBeUndefined();
  });
});
