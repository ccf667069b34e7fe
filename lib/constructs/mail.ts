import { Aws } from 'aws-cdk-lib';
import { Construct } from 'constructs';
import type { FeatureFunction } from './feature-function.ts';
import { settingsAt } from './frontdesk-stack.ts';

/**
 * E-mails to employees and those who want to become one, through Amazon SES.
 *
 * The identity is not made here: it is the sender's domain, which all stages of an account share, which outlives each of
 * them, and which SES believes only after somebody has set DNS records. docs/runbook.md says how to set it up once.
 */
export class Mail extends Construct {
  constructor(scope: Construct) {
    super(scope, 'Mail');
  }

  /** Lets a function send e-mails in the name of the stage's sender and of nobody else. */
  sendFrom(fn: FeatureFunction): void {
    const { mailFrom, domain } = settingsAt(this);
    const identity = mailFrom.slice(mailFrom.indexOf('@') + 1);
    fn.tell('mailFrom', mailFrom);
    if (domain !== undefined) fn.tell('webOrigin', `https://${domain.name}`);
    fn.allow(['ses:SendEmail'], [`arn:${Aws.PARTITION}:ses:${Aws.REGION}:${Aws.ACCOUNT_ID}:identity/${identity}`], {
      StringEquals: { 'ses:FromAddress': mailFrom },
    });
  }
}
