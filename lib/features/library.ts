import { Construct } from 'constructs';
import { library } from '../../contract/library.ts';
import { FeatureFunction } from '../constructs/feature-function.ts';
import type { RestProps } from './props.ts';

/** All files of a business: looking, deleting, and how long they are kept. */
export class Library extends Construct {
  constructor(scope: Construct, { data, realtime, rest }: RestProps) {
    super(scope, 'Library');
    const fn = new FeatureFunction(this, 'library', {
      errorImpact: 'People do not see the library of files, and cannot delete any. In conversations files show as always.',
    });
    data.actForTenants(fn);
    data.nameSecretsKey(fn);
    data.media.nameFor(fn);
    data.mediaOrigin.nameFor(fn);
    data.library.isFor(fn);
    realtime.pushFrom(fn);
    rest.serve(library, fn);
  }
}
