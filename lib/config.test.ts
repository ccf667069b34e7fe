import { RemovalPolicy } from 'aws-cdk-lib';
import { describe, expect, it } from 'vitest';
import { settingsOf } from './config.ts';

const choosing = (choices: Record<string, unknown>) => settingsOf('prod', (name) => choices[name]);

describe('settings of a stage', () => {
  it('keep what lasts outside dev', () => {
    expect(settingsOf('dev')).toMatchObject({ removalPolicy: RemovalPolicy.DESTROY, deletionProtection: false });
    for (const stage of ['staging', 'prod'] as const) {
      expect(settingsOf(stage)).toMatchObject({ stage, removalPolicy: RemovalPolicy.RETAIN, deletionProtection: true });
    }
  });

  it('leave the account its unreserved executions', () => {
    const { webhook, signIn, authorizer } = settingsOf('prod').reservedConcurrency;
    // the account's limit is 1,000, of which AWS keeps 100 unreserved; each provider has a webhook, and the authorizer's share is taken twice
    expect(2 * webhook + signIn + 2 * authorizer).toBeLessThan(500);
  });

  it('take who is told about alarms', () => {
    expect(choosing({ alarmEmail: 'ops@example.com' }).alarmEmail).toBe('ops@example.com');
    expect(() => choosing({ alarmEmail: 'nobody' })).toThrow();
  });

  it('take who e-mails come from, and else an address of the stage', () => {
    expect(choosing({ mailFrom: 'Desk@Example.com' }).mailFrom).toBe('desk@example.com');
    expect(() => choosing({ mailFrom: 'Desk <desk@example.com>' })).toThrow();
    expect(settingsOf('prod').mailFrom).toBe('no-reply@prod.frontdesk.example');
  });

  it('take how many indexes the table is to have by now', () => {
    expect(settingsOf('prod').indexes).toBe(4);
    expect(choosing({ indexes: '2' }).indexes).toBe(2);
    for (const indexes of ['0', '5', '2.5', 'all']) expect(() => choosing({ indexes })).toThrow();
  });

  it('take a domain with a certificate that CloudFront accepts', () => {
    const certificateArn = 'arn:aws:acm:us-east-1:111122223333:certificate/0b1c2d3e-4f50-6172-8394-a5b6c7d8e9f0';
    expect(choosing({ domainName: 'desk.example.com', certificateArn }).domain).toEqual({
      name: 'desk.example.com',
      certificateArn,
    });
    expect(() => choosing({ domainName: 'desk.example.com' })).toThrow('belong together');
    expect(() =>
      choosing({ domainName: 'desk.example.com', certificateArn: certificateArn.replace('us-east-1', 'eu-west-1') }),
    ).toThrow();
  });
});
