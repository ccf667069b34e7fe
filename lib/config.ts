import { Duration, RemovalPolicy } from 'aws-cdk-lib';
import { RetentionDays } from 'aws-cdk-lib/aws-logs';
import * as z from 'zod';
import { modelPrices, type PriceList } from './model-prices.ts';

export const stageNames = ['dev', 'staging', 'prod'] as const;
export type StageName = (typeof stageNames)[number];

/** What the operator of an account may decide: `cdk deploy -c alarmEmail=... -c mailFrom=... -c domainName=... -c certificateArn=...`. */
const Choices = z
  .object({
    /** Who is told when an alarm goes off. Absent: alarms change colour on the dashboard and nobody is told. */
    alarmEmail: z.email().optional(),
    /** Who e-mails come from: an address of a domain that Amazon SES has verified. */
    mailFrom: z.email().toLowerCase().optional(),
    /** The address of the web app. Absent: the one CloudFront gives. */
    domainName: z
      .string()
      .regex(/^[a-z0-9.-]+\.[a-z]{2,}$/)
      .optional(),
    /** Name of the key that wraps secrets: another name makes another key, and leaves the one before alone. */
    secretsKey: z
      .string()
      .regex(/^[A-Z][A-Za-z0-9]{0,30}$/)
      .default('Key'),
    /** How many indexes the table is to have: one more with each deployment of a table that is there. */
    indexes: z.coerce.number().int().min(1).max(4).default(4),
    /** The key before, as long as secrets are wrapped with it. */
    previousSecretsKey: z
      .string()
      .regex(/^arn:aws:kms:[a-z0-9-]+:\d{12}:key\/[0-9a-f-]+$/)
      .optional(),
    /** Certificate of that address. CloudFront takes certificates of us-east-1 only. */
    certificateArn: z
      .string()
      .regex(/^arn:aws:acm:us-east-1:\d{12}:certificate\/[0-9a-f-]+$/)
      .optional(),
  })
  .refine((choices) => (choices.domainName === undefined) === (choices.certificateArn === undefined), {
    message: 'domainName and certificateArn belong together',
  });

/** The only place that knows what a stage's name means. Everything else reads these settings. */
export interface Settings {
  readonly stage: StageName;
  readonly logRetention: RetentionDays;
  /** What happens to data, keys and people when their stack is deleted. */
  readonly removalPolicy: RemovalPolicy;
  readonly deletionProtection: boolean;
  /**
   * Concurrent executions kept for functions that strangers can call, and at the same time their ceiling: a flood of forged
   * requests cannot take the capacity of the rest. AWS refuses to leave an account fewer than 100 unreserved ones.
   */
  readonly reservedConcurrency: { readonly webhook: number; readonly signIn: number; readonly authorizer: number };
  /** Requests (and frames of browsers) per second that each API lets through, over all businesses. */
  readonly requestRate: { readonly steady: number; readonly burst: number };
  /** Workers of one FIFO queue that run at once. */
  readonly workerConcurrency: number;
  /** Files that are fetched at once. Together they stay below what the provider allows one number to fail: 20 an hour. */
  readonly mediaConcurrency: number;
  readonly oldestMessageAlarm: Duration;
  /** What Amazon Transcribe costs a minute, millionths of a US dollar: https://aws.amazon.com/transcribe/pricing/ */
  readonly transcribeMicrosPerMinute: number;
  /** What models cost, and which ones there are of Bedrock. */
  readonly modelPrices: PriceList;
  readonly alarmEmail: string | undefined;
  readonly mailFrom: string;
  /** Of the table, in the order in which they came to be. */
  readonly indexes: number;
  readonly secretsKey: { readonly name: string; readonly previousArn: string | undefined };
  readonly domain: { readonly name: string; readonly certificateArn: string } | undefined;
}

const shared = { oldestMessageAlarm: Duration.minutes(5), transcribeMicrosPerMinute: 24_000, modelPrices };

const lasting = { removalPolicy: RemovalPolicy.RETAIN, deletionProtection: true };

const perStage = {
  dev: {
    ...shared,
    logRetention: RetentionDays.ONE_WEEK,
    removalPolicy: RemovalPolicy.DESTROY,
    deletionProtection: false,
    reservedConcurrency: { webhook: 5, signIn: 5, authorizer: 10 },
    requestRate: { steady: 50, burst: 100 },
    workerConcurrency: 5,
    mediaConcurrency: 5,
  },
  staging: {
    ...shared,
    ...lasting,
    logRetention: RetentionDays.ONE_MONTH,
    reservedConcurrency: { webhook: 20, signIn: 10, authorizer: 20 },
    requestRate: { steady: 200, burst: 400 },
    workerConcurrency: 20,
    mediaConcurrency: 10,
  },
  prod: {
    ...shared,
    ...lasting,
    logRetention: RetentionDays.THREE_MONTHS,
    reservedConcurrency: { webhook: 100, signIn: 20, authorizer: 50 },
    requestRate: { steady: 1000, burst: 2000 },
    workerConcurrency: 100,
    mediaConcurrency: 15,
  },
} satisfies Record<StageName, Omit<Settings, 'stage' | 'alarmEmail' | 'mailFrom' | 'secretsKey' | 'indexes' | 'domain'>>;

/** Settings of a stage; `choice` answers what the operator passed under a name, usually from the CDK context. */
export function settingsOf(stage: StageName, choice: (name: string) => unknown = () => undefined): Settings {
  const choices = Choices.parse({
    alarmEmail: choice('alarmEmail'),
    mailFrom: choice('mailFrom'),
    domainName: choice('domainName'),
    certificateArn: choice('certificateArn'),
    indexes: choice('indexes'),
    secretsKey: choice('secretsKey'),
    previousSecretsKey: choice('previousSecretsKey'),
  });
  const { domainName: name, certificateArn } = choices;
  return {
    ...perStage[stage],
    stage,
    alarmEmail: choices.alarmEmail,
    // Without a choice or a domain no mail leaves, because SES knows no such identity: enough for a laptop.
    mailFrom: choices.mailFrom ?? `no-reply@${name ?? `${stage}.frontdesk.example`}`,
    indexes: choices.indexes,
    secretsKey: { name: choices.secretsKey, previousArn: choices.previousSecretsKey },
    domain: name === undefined || certificateArn === undefined ? undefined : { name, certificateArn },
  };
}
