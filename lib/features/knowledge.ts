import { Construct } from 'constructs';
import { knowledge } from '../../contract/knowledge.ts';
import { FeatureFunction } from '../constructs/feature-function.ts';
import type { RestProps } from './props.ts';

/** Pages, files and texts that a business gives its assistant. */
export class Knowledge extends Construct {
  constructor(scope: Construct, { data, rest }: RestProps) {
    super(scope, 'Knowledge');
    const fn = new FeatureFunction(this, 'knowledge', {
      errorImpact: 'Nobody can add or remove what the assistant reads. It goes on answering from what is there.',
    });
    data.actForTenants(fn);
    data.media.nameFor(fn);
    data.mediaOrigin.nameFor(fn);
    data.knowledgeJobs.fillFrom(fn);
    rest.serve(knowledge, fn);
  }
}
