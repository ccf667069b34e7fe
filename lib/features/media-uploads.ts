import { Duration } from 'aws-cdk-lib';
import { Construct } from 'constructs';
import { mediaUploads } from '../../contract/media-uploads.ts';
import { FeatureFunction } from '../constructs/feature-function.ts';
import type { RestProps } from './props.ts';

/** Takes in the files that employees send. */
export class MediaUploads extends Construct {
  constructor(scope: Construct, { data, rest }: RestProps) {
    super(scope, 'MediaUploads');
    const fn = new FeatureFunction(this, 'media-uploads', {
      errorImpact: 'Employees cannot send pictures, voice notes or documents. Texts go out.',
      // a picture of 16 megapixels is decoded in memory
      memory: 1024,
      timeout: Duration.seconds(29),
    });
    data.actForTenants(fn);
    data.media.nameFor(fn);
    data.mediaOrigin.nameFor(fn);
    rest.serve(mediaUploads, fn);
  }
}
