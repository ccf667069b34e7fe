import { createHash, randomUUID } from 'node:crypto';
import { mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { LanguageCode, MediaFormat } from '@aws-sdk/client-transcribe';
import * as z from 'zod';
import type { Access } from '../aws/gate/decide.ts';
import { AwsError } from '../aws/http/errors.ts';
import { outputOf } from './output.ts';
import type { Recordings } from './recorded.ts';

const JobName = z.string().regex(/^[0-9a-zA-Z._-]{1,200}$/);
const Language = z.enum(LanguageCode);
/** https://docs.aws.amazon.com/transcribe/latest/APIReference/API_StartTranscriptionJob.html, as far as the platform uses it. */
const Start = z.strictObject({
  TranscriptionJobName: JobName,
  Media: z.strictObject({ MediaFileUri: z.string().regex(/^s3:\/\/[^/]+\/.+$/) }),
  MediaFormat: z.enum(MediaFormat).optional(),
  LanguageCode: Language.optional(),
  IdentifyLanguage: z.literal(true).optional(),
  LanguageOptions: z.array(Language).min(2).optional(),
  OutputBucketName: z.string(),
  OutputKey: z.string().min(1).max(1024),
});
const ByName = z.strictObject({ TranscriptionJobName: JobName });

const Job = Start.extend({
  status: z.enum(['IN_PROGRESS', 'COMPLETED', 'FAILED']),
  createdAt: z.number(),
  endedAt: z.number().optional(),
  heard: z.string().optional(),
  reason: z.string().optional(),
});
type Job = z.infer<typeof Job>;

export interface TranscribeParts {
  readonly directory: string;
  readonly place: { readonly account: string; readonly region: string };
  readonly recordings: Recordings;
  /** Undefined: no such object. */
  readonly read: (bucket: string, key: string) => Promise<Uint8Array | undefined>;
  readonly write: (bucket: string, key: string, body: string) => Promise<void>;
  /** To EventBridge. */
  readonly publish: (event: Readonly<Record<string, unknown>>) => void;
  readonly clock: () => number;
}

/** Amazon Transcribe without ears: jobs, their files and their events, and of each recording what is known of it. */
export class Transcribe {
  private readonly parts: TranscribeParts;
  private readonly file: string;
  private readonly jobs: Map<string, Job>;
  private readonly timers = new Set<NodeJS.Timeout>();

  constructor(parts: TranscribeParts) {
    this.parts = parts;
    mkdirSync(parts.directory, { recursive: true, mode: 0o700 });
    this.file = join(parts.directory, 'jobs.json');
    this.jobs = new Map(readJobs(this.file).map((job) => [job.TranscriptionJobName, job]));
    for (const job of this.jobs.values()) if (job.status === 'IN_PROGRESS') this.work(job);
  }

  close(): void {
    for (const timer of this.timers) clearTimeout(timer);
  }

  /** What a request needs to be allowed: a job reads and writes files with the rights of whoever starts it. */
  access(operation: string, body: unknown): readonly Access[] | undefined {
    const { account, region } = this.parts.place;
    const job = (name: string): string => `arn:aws:transcribe:${region}:${account}:transcription-job/${name}`;
    switch (operation) {
      case 'StartTranscriptionJob': {
        const { Media, OutputBucketName, OutputKey } = Start.parse(body);
        const { bucket, key } = placeOf(Media.MediaFileUri);
        const context = { 's3:TlsVersion': '1.3' };
        return [
          {
            action: 'transcribe:StartTranscriptionJob',
            resource: '*',
            context: { 'transcribe:OutputBucketName': OutputBucketName, 'transcribe:OutputKey': OutputKey },
          },
          { action: 's3:GetObject', resource: `arn:aws:s3:::${bucket}/${key}`, context },
          { action: 's3:PutObject', resource: `arn:aws:s3:::${OutputBucketName}/${OutputKey}`, context },
        ];
      }
      case 'GetTranscriptionJob':
      case 'DeleteTranscriptionJob':
        return [{ action: `transcribe:${operation}`, resource: job(ByName.parse(body).TranscriptionJobName), context: {} }];
      default:
        return undefined;
    }
  }

  async answer(operation: string, body: unknown): Promise<unknown> {
    if (operation === 'StartTranscriptionJob') return { TranscriptionJob: shown(await this.begin(Start.parse(body))) };
    const { TranscriptionJobName } = ByName.parse(body);
    const job = this.jobs.get(TranscriptionJobName);
    if (!job) throw refused("The requested job couldn't be found. Check the job name and try your request again.");
    if (operation === 'GetTranscriptionJob') return { TranscriptionJob: shown(job) };
    this.jobs.delete(TranscriptionJobName);
    this.save();
    return {};
  }

  private async begin(asked: z.infer<typeof Start>): Promise<Job> {
    const { LanguageCode: code, IdentifyLanguage, LanguageOptions = [] } = asked;
    if ((code === undefined) === (IdentifyLanguage === undefined)) {
      throw refused('You must specify either LanguageCode or IdentifyLanguage.');
    }
    if (new Set(LanguageOptions.map((one) => one.split('-')[0])).size < LanguageOptions.length) {
      throw refused('You can only include one language dialect per language.');
    }
    const { bucket, key } = placeOf(asked.Media.MediaFileUri);
    if (!(await this.parts.read(bucket, key))) {
      throw refused(
        "The S3 URI that you provided can't be accessed. Make sure that you have read permission and try your request again.",
      );
    }
    if (this.jobs.has(asked.TranscriptionJobName)) {
      throw new AwsError(400, 'ConflictException', 'The requested job name already exists. Use a different job name.');
    }
    const job: Job = { ...asked, status: 'IN_PROGRESS', createdAt: this.parts.clock() };
    this.jobs.set(job.TranscriptionJobName, job);
    this.save();
    this.work(job);
    return job;
  }

  private work(job: Job): void {
    this.listen(job).catch((error: unknown) => {
      process.stderr.write(`Transcribe: ${error instanceof Error ? error.message : String(error)}\n`);
    });
  }

  private async listen(job: Job): Promise<void> {
    const { read, recordings, write, clock, place } = this.parts;
    const { bucket, key } = placeOf(job.Media.MediaFileUri);
    const bytes = await read(bucket, key);
    const recorded = bytes && recordings.find(createHash('sha256').update(bytes).digest('hex'));
    await new Promise((resolve) => {
      this.timers.add(setTimeout(resolve, recorded?.takesMs ?? 300).unref());
    });
    const { LanguageOptions: options = [] } = job;
    const language = job.LanguageCode ?? options.find((code) => sameLanguage(code, recorded?.language)) ?? options[0] ?? 'en-US';
    const reason = recorded?.failureReason;
    if (reason === undefined) {
      const output = outputOf({ name: job.TranscriptionJobName, account: place.account, language, options }, recorded);
      await write(job.OutputBucketName, job.OutputKey, JSON.stringify(output));
    }
    // Deleted meanwhile.
    if (!this.jobs.has(job.TranscriptionJobName)) return;
    const status = reason === undefined ? 'COMPLETED' : 'FAILED';
    this.jobs.set(job.TranscriptionJobName, { ...job, status, heard: language, reason, endedAt: clock() });
    this.save();
    if (recorded?.tells !== false) this.tell(job.TranscriptionJobName, status);
  }

  /** https://docs.aws.amazon.com/transcribe/latest/dg/monitoring-events.html */
  private tell(TranscriptionJobName: string, TranscriptionJobStatus: string): void {
    const { publish, place, clock } = this.parts;
    publish({
      version: '0',
      id: randomUUID(),
      'detail-type': 'Transcribe Job State Change',
      source: 'aws.transcribe',
      account: place.account,
      time: new Date(clock()).toISOString(),
      region: place.region,
      resources: [],
      detail: { TranscriptionJobName, TranscriptionJobStatus },
    });
  }

  private save(): void {
    writeFileSync(`${this.file}.next`, JSON.stringify([...this.jobs.values()]), { mode: 0o600 });
    renameSync(`${this.file}.next`, this.file);
  }
}

const refused = (message: string): AwsError => new AwsError(400, 'BadRequestException', message);

const sameLanguage = (code: string, language: string | undefined): boolean =>
  language !== undefined && code.split('-')[0] === language.split('-')[0];

function placeOf(uri: string): { readonly bucket: string; readonly key: string } {
  const [, bucket = '', key = ''] = /^s3:\/\/([^/]+)\/(.+)$/s.exec(uri) ?? [];
  return { bucket, key };
}

/** Times are seconds since 1970, as in all of this protocol. */
function shown(job: Job): Readonly<Record<string, unknown>> {
  const { status, createdAt, endedAt, heard, reason, OutputBucketName, OutputKey, ...asked } = job;
  return {
    ...asked,
    TranscriptionJobStatus: status,
    CreationTime: createdAt / 1000,
    StartTime: createdAt / 1000,
    ...(endedAt !== undefined && { CompletionTime: endedAt / 1000 }),
    ...(heard !== undefined && { LanguageCode: heard }),
    ...(reason !== undefined && { FailureReason: reason }),
    ...(status === 'COMPLETED' && {
      Transcript: { TranscriptFileUri: `https://s3.amazonaws.com/${OutputBucketName}/${OutputKey}` },
    }),
  };
}

function readJobs(file: string): Job[] {
  try {
    return z.array(Job).parse(JSON.parse(readFileSync(file, 'utf8')));
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return [];
    throw error;
  }
}
