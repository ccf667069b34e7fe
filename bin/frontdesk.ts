import { App } from 'aws-cdk-lib';
import { type StageName, settingsOf, stageNames } from '../lib/config.ts';
import { flags } from '../lib/flags.ts';
import { addStage } from '../lib/stage.ts';

const app = new App({ context: flags, analyticsReporting: false, outdir: process.env.CDK_OUTDIR ?? 'cdk.out' });

const asked: unknown = app.node.tryGetContext('stage');
const stages: readonly StageName[] = asked === undefined ? stageNames : [stageName(asked)];
for (const stage of stages)
  addStage(
    app,
    settingsOf(stage, (name) => app.node.tryGetContext(name)),
  );

app.synth();

function stageName(value: unknown): StageName {
  const known = stageNames.find((name) => name === value);
  if (known === undefined) throw new Error(`There is no stage "${String(value)}": -c stage=${stageNames.join('|')}`);
  return known;
}
