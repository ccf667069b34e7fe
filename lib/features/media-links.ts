import { Construct } from 'constructs';
import { media } from '../../contract/media.ts';
import { FeatureFunction } from '../constructs/feature-function.ts';
import type { RestProps } from './props.ts';

/** Addresses of files, and fetching one again. */
export class MediaLinks extends Construct {
  constructor(scope: Construct, { data, realtime, rest }: RestProps) {
    super(scope, 'MediaLinks');
    const fn = new FeatureFunction(this, 'media-links', {
      errorImpact: 'Pictures, voice notes and documents do not load in the app. They are kept.',
    });
    data.actForTenants(fn);
    data.media.nameFor(fn);
    data.mediaOrigin.nameFor(fn);
    data.mediaJobs.fillFrom(fn);
    realtime.pushFrom(fn);
    rest.serve(media, fn);
  }
}
