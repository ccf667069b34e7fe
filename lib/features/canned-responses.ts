import { Construct } from 'constructs';
import { cannedResponses } from '../../contract/canned-responses.ts';
import { FeatureFunction } from '../constructs/feature-function.ts';
import type { RestProps } from './props.ts';

/** Answers that a business keeps for its agents. */
export class CannedResponses extends Construct {
  constructor(scope: Construct, { data, rest }: RestProps) {
    super(scope, 'CannedResponses');
    const fn = new FeatureFunction(this, 'canned-responses', {
      errorImpact: 'Agents cannot insert or edit canned responses. Conversations go on.',
    });
    data.actForTenants(fn);
    rest.serve(cannedResponses, fn);
  }
}
