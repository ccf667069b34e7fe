import { Duration } from 'aws-cdk-lib';
import { Match, Rule } from 'aws-cdk-lib/aws-events';
import { LambdaFunction } from 'aws-cdk-lib/aws-events-targets';
import { Construct } from 'constructs';
import { accept } from '../constructs/accepted.ts';
import { FeatureFunction } from '../constructs/feature-function.ts';
import { settingsAt } from '../constructs/frontdesk-stack.ts';
import { voiceJobsOf } from '../constructs/tenant-role.ts';
import type { WorkerProps } from './props.ts';

/** Takes what Amazon Transcribe has written down. */
export class TranscriptionDone extends Construct {
  constructor(scope: Construct, { data, realtime }: WorkerProps) {
    super(scope, 'TranscriptionDone');
    const fn = new FeatureFunction(this, 'transcription-done', {
      errorImpact: 'What is said in voice notes shows up minutes late: jobs whose end nobody took are looked after later.',
      timeout: Duration.seconds(30),
    });
    data.actForTenants(fn);
    data.media.nameFor(fn);
    data.table.allowPlatformItems(fn, 'VOICE', ['DeleteItem', 'GetItem']);
    // to begin once more in a language that is named
    data.transcriptions.fillFrom(fn);
    fn.tell('transcribePrice', String(settingsAt(this).transcribeMicrosPerMinute));
    realtime.pushFrom(fn);
    const ended = new Rule(this, 'Ended', {
      description: 'Jobs of this stage at Amazon Transcribe that have ended',
      eventPattern: {
        source: ['aws.transcribe'],
        detailType: ['Transcribe Job State Change'],
        detail: {
          TranscriptionJobStatus: ['COMPLETED', 'FAILED'],
          TranscriptionJobName: Match.prefix(voiceJobsOf(this)),
        },
      },
    });
    accept(ended, {
      rule: 'Serverless-EventBusDLQ',
      reason: 'A job whose event was not taken is looked after by a delayed message of the worker that started it.',
    });
    ended.addTarget(new LambdaFunction(fn.lambda, { retryAttempts: 5, maxEventAge: Duration.hours(1) }));
  }
}
