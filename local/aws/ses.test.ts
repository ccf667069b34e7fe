import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { mailer } from '../../lambdas/_shared/mail.ts';
import { policyOf, startTestStage, type TestStage, trustOf } from './testing.ts';

let stage: TestStage;
let environment: Record<string, string>;

beforeAll(async () => {
  stage = await startTestStage();
  const role = await stage.provision('AWS::IAM::Role', 'Sender', {
    AssumeRolePolicyDocument: trustOf({ Service: 'lambda.amazonaws.com' }),
    Policies: [
      {
        PolicyName: 'mail',
        PolicyDocument: policyOf({
          Action: 'ses:SendEmail',
          Resource: 'arn:aws:ses:eu-central-1:000000000000:identity/example.com',
          Condition: { StringEquals: { 'ses:FromAddress': 'desk@example.com' } },
        }),
      },
    ],
  });
  environment = { ...(await stage.environmentOf(role.ref)), MAIL_FROM: 'desk@example.com' };
}, 30_000);
afterAll(() => stage.close());

const letter = { to: 'nora@example.net', subject: 'Ihr Code', text: 'Çok güzel: 123456' };
let before: number;
beforeEach(() => {
  before = stage.mails.length;
});

describe('SES', () => {
  it('takes a mail of the sender it knows', async () => {
    await mailer(environment)(letter);
    expect(stage.mails.slice(before)).toEqual([letter]);
  });

  it.each(['boss@example.com', 'desk@example.org', 'desk@example.com.evil.test'])(
    'refuses to send in the name of %s',
    async (from) => {
      await expect(mailer({ ...environment, MAIL_FROM: from })(letter)).rejects.toThrow('400');
      expect(stage.mails).toHaveLength(before);
    },
  );

  it('refuses a stranger', async () => {
    await expect(mailer({ ...environment, AWS_SECRET_ACCESS_KEY: 'guessed' })(letter)).rejects.toThrow('403');
    expect(stage.mails).toHaveLength(before);
  });
});
