import { createHash } from 'node:crypto';
import { join } from 'node:path';
import { CreateBucketCommand, GetObjectCommand, PutObjectCommand, S3Client } from '@aws-sdk/client-s3';
import {
  ConflictException,
  GetTranscriptionJobCommand,
  StartTranscriptionJobCommand,
  type StartTranscriptionJobCommandInput,
  TranscribeClient,
} from '@aws-sdk/client-transcribe';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { ConversationId, MessageId } from '../../contract/ids.ts';
import { ulid } from '../../lambdas/_shared/ulid.ts';
import { amazonTranscribe } from '../../lambdas/_voice/amazon-transcribe.ts';
import { outputKey, recordingKey, voiceFiles } from '../../lambdas/_voice/files.ts';
import type { Order } from '../../lambdas/_voice/port.ts';
import { aTenant, noon } from '../../test/engine/factory.ts';
import { eventually } from '../../test/helpers/eventually.ts';
import { policyOf, startTestStage, type TestStage, temporaryFolder, trustOf } from '../aws/testing.ts';
import { type Recorded, recordings } from './recorded.ts';

const Bucket = 'media';
const tenant = aTenant();
const dataDir = temporaryFolder();
let stage: TestStage;
let environment: Record<string, string>;
let client: TranscribeClient;
let s3: S3Client;

beforeAll(async () => {
  stage = await startTestStage({ dataDir });
  s3 = new S3Client({
    endpoint: stage.aws.engines.s3,
    region: 'eu-central-1',
    credentials: { accessKeyId: 'a', secretAccessKey: 'b' },
    forcePathStyle: true,
  });
  await s3.send(new CreateBucketCommand({ Bucket }));
  // What the tenant role may do, for one business.
  const role = await stage.provision('AWS::IAM::Role', 'Tenant', {
    AssumeRolePolicyDocument: trustOf({ Service: 'lambda.amazonaws.com' }),
    Policies: [
      {
        PolicyName: 'voice',
        PolicyDocument: policyOf(
          {
            Action: 'transcribe:StartTranscriptionJob',
            Resource: '*',
            Condition: {
              StringEquals: { 'transcribe:OutputBucketName': Bucket },
              StringLike: { 'transcribe:OutputKey': `tenants/${tenant}/transcripts/*` },
            },
          },
          {
            Action: ['transcribe:GetTranscriptionJob', 'transcribe:DeleteTranscriptionJob'],
            Resource: `arn:aws:transcribe:eu-central-1:000000000000:transcription-job/frontdesk-dev-${tenant}-*`,
          },
          { Action: ['s3:GetObject', 's3:PutObject', 's3:DeleteObject'], Resource: `arn:aws:s3:::${Bucket}/tenants/${tenant}/*` },
        ),
      },
    ],
  });
  environment = await stage.environmentOf(role.ref);
  const {
    AWS_ACCESS_KEY_ID = '',
    AWS_SECRET_ACCESS_KEY = '',
    AWS_SESSION_TOKEN = '',
    AWS_ENDPOINT_URL_TRANSCRIBE = '',
  } = environment;
  client = new TranscribeClient({
    endpoint: AWS_ENDPOINT_URL_TRANSCRIBE,
    region: 'eu-central-1',
    credentials: { accessKeyId: AWS_ACCESS_KEY_ID, secretAccessKey: AWS_SECRET_ACCESS_KEY, sessionToken: AWS_SESSION_TOKEN },
    maxAttempts: 1,
  });
}, 30_000);
afterAll(() => stage.close());

let count = 0;
/** A voice note in the storage, and what it is known to say. */
async function voice(known: Partial<Recorded> = {}, given: Partial<Order> = {}): Promise<Order> {
  const order: Order = {
    tenant,
    conversationId: ConversationId.parse(ulid(noon)),
    messageId: MessageId.parse('1763629200000-abcdefgh'),
    attempt: 1,
    job: `frontdesk-dev-${tenant}-${ulid(noon)}`,
    mimeType: 'audio/ogg',
    languages: ['en', 'ar'],
    ...given,
  };
  const Body = Buffer.from(`OggS ${count++}`);
  await s3.send(new PutObjectCommand({ Bucket, Key: recordingKey(order), Body }));
  const sha256 = createHash('sha256').update(Body).digest('hex');
  recordings(join(dataDir, 'transcribe', 'recorded')).put({
    text: '',
    language: 'en',
    takesMs: 1,
    tells: true,
    sha256,
    ...known,
  });
  return order;
}
const engine = () => {
  const {
    AWS_ACCESS_KEY_ID: accessKeyId = '',
    AWS_SECRET_ACCESS_KEY: secretAccessKey = '',
    AWS_SESSION_TOKEN: sessionToken = '',
  } = environment;
  const credentialsOf = async () => ({ accessKeyId, secretAccessKey, sessionToken, expiration: new Date(0) });
  const files = voiceFiles(Bucket, credentialsOf, environment);
  return amazonTranscribe({ files, credentialsOf, environment, microsPerMinute: 24_000 });
};
const ended = (order: Order) =>
  eventually(
    () => engine().follow(order),
    ({ outcome }) => outcome !== 'waiting',
  );
const startOf = (order: Order, given: Partial<StartTranscriptionJobCommandInput> = {}) =>
  new StartTranscriptionJobCommand({
    TranscriptionJobName: order.job,
    Media: { MediaFileUri: `s3://${Bucket}/${recordingKey(order)}` },
    LanguageCode: 'en-US',
    OutputBucketName: Bucket,
    OutputKey: outputKey(order),
    ...given,
  });

describe('Amazon Transcribe', () => {
  it('tells which of the languages is spoken, and what is said, word by word', async () => {
    const order = await voice({ text: 'مرحبا، كيف الحال؟', language: 'ar-LB' });
    expect(await engine().begin(order)).toEqual({ outcome: 'started' });
    expect(await engine().begin(order)).toEqual({ outcome: 'started' });
    expect(await ended(order)).toEqual({
      outcome: 'heard',
      heard: {
        text: 'مرحبا، كيف الحال؟',
        language: 'ar-SA',
        confidence: expect.closeTo(0.98),
        recorded: true,
        words: [
          { text: 'مرحبا،', startMs: 0, endMs: 300, confidence: 0.98 },
          { text: 'كيف', startMs: 350, endMs: 650, confidence: 0.98 },
          { text: 'الحال؟', startMs: 700, endMs: 1000, confidence: 0.98 },
        ],
      },
    });
    expect(stage.events.at(-1)).toMatchObject({
      source: 'aws.transcribe',
      'detail-type': 'Transcribe Job State Change',
      detail: { TranscriptionJobName: order.job, TranscriptionJobStatus: 'COMPLETED' },
    });
    await engine().forget(order);
    expect(await engine().follow(order)).toEqual({ outcome: 'absent' });
    await expect(s3.send(new GetObjectCommand({ Bucket, Key: outputKey(order) }))).rejects.toThrow();
    // What is gone may be forgotten again.
    await engine().forget(order);
  });

  it('listening in another language is unsure of it; what it does not know is empty', async () => {
    const order = await voice({ text: 'Günaydın', language: 'tr' }, { languages: ['en'] });
    await engine().begin(order);
    expect(await ended(order)).toMatchObject({ heard: { language: 'en-US', confidence: expect.closeTo(0.31) } });
    const silence = await voice();
    await engine().begin(silence);
    expect(await ended(silence)).toMatchObject({ outcome: 'heard', heard: { text: '', words: [] } });
  });

  it.each([
    ['Unsupported media format.', 'wrong-format'],
    ['Invalid file size: file size too large.', 'too-large'],
    [
      'Your audio file must have a speech segment long enough in duration to perform automatic language identification.',
      'language-unclear',
    ],
    ['Something new.', 'refused'],
  ])('that fails for "%s" is told as %s', async (failureReason, code) => {
    const order = await voice({ failureReason });
    await engine().begin(order);
    expect(await ended(order)).toMatchObject({ outcome: 'failed', failure: { code } });
  });

  it('is not asked in languages that it does not know, nor for what is not there', async () => {
    expect(await engine().begin(await voice({}, { languages: ['eo'] }))).toMatchObject({
      failure: { code: 'language-unknown', retry: false },
    });
    const order = await voice();
    expect(await engine().begin({ ...order, messageId: MessageId.parse('1763629200000-nothing-') })).toMatchObject({
      failure: { code: 'no-file' },
    });
  });

  it('speaks as the SDK expects', async () => {
    const order = await voice({ text: 'Hello' });
    const { TranscriptionJob } = await client.send(startOf(order));
    expect(TranscriptionJob).toMatchObject({ TranscriptionJobStatus: 'IN_PROGRESS', CreationTime: expect.any(Date) });
    await expect(client.send(startOf(order))).rejects.toBeInstanceOf(ConflictException);
    const { TranscriptionJob: over } = await eventually(
      () => client.send(new GetTranscriptionJobCommand({ TranscriptionJobName: order.job })),
      (found) => found.TranscriptionJob?.TranscriptionJobStatus !== 'IN_PROGRESS',
    );
    expect(over).toMatchObject({ TranscriptionJobStatus: 'COMPLETED', LanguageCode: 'en-US' });
  });

  it('reads and writes for the business of its caller and no other', async () => {
    const other = aTenant();
    const order = await voice();
    const foreign = { ...order, tenant: other, job: `frontdesk-dev-${other}-${ulid(noon)}` };
    await s3.send(new PutObjectCommand({ Bucket, Key: recordingKey(foreign), Body: 'OggS' }));
    const refused = /not authorized/;
    await expect(
      client.send(startOf(order, { Media: { MediaFileUri: `s3://${Bucket}/${recordingKey(foreign)}` } })),
    ).rejects.toThrow(refused);
    await expect(client.send(startOf(order, { OutputKey: outputKey(foreign) }))).rejects.toThrow(refused);
    await expect(client.send(startOf(order, { OutputBucketName: 'elsewhere' }))).rejects.toThrow(refused);
    await expect(client.send(new GetTranscriptionJobCommand({ TranscriptionJobName: foreign.job }))).rejects.toThrow(refused);
  });

  it('has no time where its limits say so', async () => {
    const busy = amazonTranscribe({
      files: voiceFiles(
        Bucket,
        async () => ({ accessKeyId: '', secretAccessKey: '', sessionToken: '', expiration: new Date(0) }),
        environment,
      ),
      credentialsOf: async () => ({ accessKeyId: 'a', secretAccessKey: 'b', sessionToken: 'c', expiration: new Date(0) }),
      environment: { ...environment, AWS_ENDPOINT_URL_TRANSCRIBE: await limited() },
      microsPerMinute: 24_000,
    });
    expect(await busy.begin(await voice())).toEqual({ outcome: 'busy' });
    expect(await busy.follow(await voice())).toEqual({ outcome: 'waiting' });
    expect(busy.price(3)).toEqual({ seconds: 15, micros: 6_000 });
    expect(busy.price(61.2)).toEqual({ seconds: 62, micros: 24_800 });
  });
});

/** A Transcribe that is over its limits. */
async function limited(): Promise<string> {
  const { createServer } = await import('node:http');
  const server = createServer((request, response) => {
    request.resume();
    response.writeHead(400, { 'content-type': 'application/x-amz-json-1.1' });
    response.end(JSON.stringify({ __type: 'LimitExceededException', Message: 'You have sent too many requests.' }));
  }).unref();
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return `http://127.0.0.1:${(server.address() as { port: number }).port}`;
}
