import { Construct } from 'constructs';
import { prompts } from '../../contract/prompts.ts';
import { FeatureFunction } from '../constructs/feature-function.ts';
import type { RestProps } from './props.ts';

/** What the assistant of a business says, and what it is told. */
export class Prompts extends Construct {
  constructor(scope: Construct, { data, rest }: RestProps) {
    super(scope, 'Prompts');
    const fn = new FeatureFunction(this, 'prompts', {
      errorImpact: 'Nobody can change what the assistant says. It goes on saying what was published last.',
    });
    data.actForTenants(fn);
    rest.serve(prompts, fn);
  }
}
