import { Duration } from 'aws-cdk-lib';
import type { Construct } from 'constructs';
import {
  exportReceives,
  inboundReceives,
  knowledgeReceives,
  mediaReceives,
  noticeReceives,
  outboundReceives,
  peopleReceives,
  transcriptionReceives,
  turnDelaySeconds,
  turnReceives,
} from '../../contract/queues.ts';
import type { Settings } from '../config.ts';
import { BusinessTable } from '../constructs/business-table.ts';
import { ErasureRole } from '../constructs/erasure-role.ts';
import type { FeatureFunction } from '../constructs/feature-function.ts';
import { FifoQueue } from '../constructs/fifo-queue.ts';
import { FrontdeskStack } from '../constructs/frontdesk-stack.ts';
import { LibraryRole } from '../constructs/library-role.ts';
import { Mail } from '../constructs/mail.ts';
import { MediaBucket } from '../constructs/media-bucket.ts';
import { MediaOrigin } from '../constructs/media-origin.ts';
import { OperatorRole } from '../constructs/operator-role.ts';
import { People } from '../constructs/people.ts';
import { RemovalRole } from '../constructs/removal-role.ts';
import { SecretsKey } from '../constructs/secrets-key.ts';
import { StandardQueue } from '../constructs/standard-queue.ts';
import { TenantRole } from '../constructs/tenant-role.ts';
import { TrialRole } from '../constructs/trial-role.ts';

/** Everything that lasts: rows, files, secrets, people and queues. */
export class DataStack extends FrontdeskStack {
  readonly table = new BusinessTable(this);
  readonly media = new MediaBucket(this);
  readonly mediaOrigin = new MediaOrigin(this, this.media.bucket);
  readonly secrets = new SecretsKey(this);
  readonly people = new People(this);
  readonly mail = new Mail(this);
  readonly inbound = new FifoQueue(this, 'inbound', {
    variable: 'inboundQueue',
    workerTimeout: Duration.seconds(30),
    receivesBeforeDeadLetter: inboundReceives,
    delayImpact: 'Messages of customers reach the inbox late.',
    deadLetterImpact:
      'A message or a delivery status of a customer is kept aside and missing from its conversation until it is replayed.',
  });
  readonly outbound = new FifoQueue(this, 'outbound', {
    variable: 'outboundQueue',
    // 100 MB to the provider at 10 Mbit/s. No more: what a worker died with waits for six times as long.
    workerTimeout: Duration.seconds(110),
    receivesBeforeDeadLetter: outboundReceives,
    delayImpact: 'Answers reach customers late; employees see them as queued.',
    deadLetterImpact: 'An answer to a customer, or a read receipt, has not been sent and waits to be replayed.',
  });
  readonly exports = new FifoQueue(this, 'exports', {
    variable: 'exportsQueue',
    workerTimeout: Duration.seconds(60),
    receivesBeforeDeadLetter: exportReceives,
    delayImpact: 'An export of a business is written late.',
    deadLetterImpact: 'An export of a business failed; who asked for it sees that, and can ask again.',
  });
  readonly notices = new FifoQueue(this, 'notices', {
    variable: 'noticesQueue',
    workerTimeout: Duration.seconds(30),
    receivesBeforeDeadLetter: noticeReceives,
    delayImpact: 'Administrators hear late by mail that the conversations of their plan run out; the app says so all the time.',
    deadLetterImpact: 'Administrators were not mailed that the conversations of their plan run out; the app says so.',
  });
  readonly rights = new FifoQueue(this, 'rights', {
    variable: 'rightsQueue',
    workerTimeout: Duration.seconds(60),
    receivesBeforeDeadLetter: peopleReceives,
    delayImpact:
      'A change of rights made in the very moment of a crash counts late, and people who were deactivated stay signed in.',
    deadLetterImpact: 'Somebody may still have rights that were taken away, or not have those that were given.',
  });
  readonly endings = new FifoQueue(this, 'endings', {
    variable: 'endingsQueue',
    // what failed comes again after six times as long
    workerTimeout: Duration.seconds(20),
    receivesBeforeDeadLetter: peopleReceives,
    delayImpact: 'Somebody who was removed from a business, or signed out, goes on seeing new messages on a page that is open.',
    deadLetterImpact:
      'Somebody who was removed from a business, or signed out, may go on seeing new messages until their page is closed.',
  });
  readonly mediaJobs = new StandardQueue(this, 'media', {
    variable: 'mediaQueue',
    // 100 MB at 5 Mbit/s
    workerTimeout: Duration.seconds(180),
    receivesBeforeDeadLetter: mediaReceives,
    delayImpact: 'Pictures, voice notes and documents of customers show up late; the app says that they are on their way.',
    deadLetterImpact:
      'A file of a customer could not be fetched in most of a day. Its message says why, and it can be fetched again.',
  });
  readonly transcriptions = new StandardQueue(this, 'transcription', {
    variable: 'transcriptionQueue',
    workerTimeout: Duration.seconds(120),
    receivesBeforeDeadLetter: transcriptionReceives,
    delayImpact: 'What is said in voice notes shows up late. They can be listened to.',
    deadLetterImpact: 'A voice note was not transcribed; its bubble says so, and it can be tried again there.',
  });
  readonly assistantTurns = new FifoQueue(this, 'assistant', {
    variable: 'assistantQueue',
    // a model may think for most of a minute
    workerTimeout: Duration.seconds(90),
    receivesBeforeDeadLetter: turnReceives,
    delay: Duration.seconds(turnDelaySeconds),
    delayImpact: 'The assistant answers customers late. Their messages are in the inbox.',
    deadLetterImpact:
      'The assistant did not answer a customer. The conversation is under “Assistant”, and a person can take it over.',
  });
  readonly knowledgeJobs = new StandardQueue(this, 'knowledge', {
    variable: 'knowledgeQueue',
    workerTimeout: Duration.seconds(60),
    receivesBeforeDeadLetter: knowledgeReceives,
    delayImpact: 'Pages and files that were added are read late; the settings show them as waiting.',
    deadLetterImpact: 'A page, file or text was not read, or not quite forgotten. Reading it again from the settings is safe.',
  });
  private readonly tenant = new TenantRole(this, {
    table: this.table,
    media: this.media.bucket,
    secretsKey: this.secrets,
  });

  private readonly trial = new TrialRole(this, { table: this.table, secretsKey: this.secrets });

  readonly erasure = new ErasureRole(this, { media: this.media.bucket });
  readonly library = new LibraryRole(this, { media: this.media.bucket });
  readonly removal = new RemovalRole(this, { table: this.table, media: this.media.bucket });

  constructor(scope: Construct, settings: Settings) {
    super(scope, 'data', settings, 'table, files, secrets, people and queues');
    new OperatorRole(this, { table: this.table, tenant: this.tenant });
  }

  /** Lets a function work with the rows, files and secrets of one business at a time. */
  actForTenants(fn: FeatureFunction): void {
    this.tenant.mayBeAssumedBy(fn);
    fn.tell('table', this.table.table.tableName);
  }

  /** Lets a function read the rows of one business at a time, and pay for what it tries. */
  tryForTenants(fn: FeatureFunction): void {
    this.trial.isFor(fn);
    fn.tell('table', this.table.table.tableName);
  }

  /** Lets a function sign people out everywhere. */
  endSessionsFrom(fn: FeatureFunction): void {
    this.table.allowPlatformItems(fn, 'SESSION', ['Query', 'DeleteItem']);
  }

  /** Tells a function that acts for businesses which key wraps their secrets; the right to use it is the tenant role's. */
  nameSecretsKey(fn: FeatureFunction): void {
    fn.tell('secretsKey', this.secrets.key.keyArn);
  }
}
