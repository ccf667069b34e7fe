import { Construct } from 'constructs';
import { transcripts } from '../../contract/transcripts.ts';
import { FeatureFunction } from '../constructs/feature-function.ts';
import { settingsAt } from '../constructs/frontdesk-stack.ts';
import { graphUrl } from '../constructs/graph-url.ts';
import type { RestProps } from './props.ts';

/** What is said in voice notes, and which engine writes it down. */
export class Transcripts extends Construct {
  constructor(scope: Construct, { data, realtime, rest }: RestProps) {
    super(scope, 'Transcripts');
    const fn = new FeatureFunction(this, 'transcripts', {
      errorImpact: 'Transcripts cannot be read word by word, corrected or asked for again. Voice notes can be listened to.',
    });
    data.actForTenants(fn);
    data.nameSecretsKey(fn);
    data.transcriptions.fillFrom(fn);
    // on a laptop its origin is that of the stage, which may be chosen too
    fn.tell('graphUrl', graphUrl);
    fn.tell('transcribePrice', String(settingsAt(this).transcribeMicrosPerMinute));
    realtime.pushFrom(fn);
    rest.serve(transcripts, fn);
  }
}
