import { existsSync } from 'node:fs';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { App } from 'aws-cdk-lib';
import type { TestProject } from 'vitest/node';
import { settingsOf, stageNames } from '../../lib/config.ts';
import { flags } from '../../lib/flags.ts';
import { addStage } from '../../lib/stage.ts';
import { buildFunctions, buildWeb, functionNames } from '../../scripts/build.ts';
import { Findings } from './nag.ts';

declare module 'vitest' {
  interface ProvidedContext {
    /** Folder with the templates of all stages and `findings.json`. */
    assembly: string;
  }
}

/** Synthesizes all stages once for all files of these tests, and lets cdk-nag look at them. */
export default async function setup(project: TestProject): Promise<() => Promise<void>> {
  const dist = join(import.meta.dirname, '../../dist');
  if (functionNames().some((name) => !existsSync(join(dist, 'lambdas', name)))) await buildFunctions();
  if (!existsSync(join(dist, 'web', 'index.html'))) await buildWeb();
  const assembly = await mkdtemp(join(tmpdir(), 'frontdesk-infra-'));
  const app = new App({ context: flags, analyticsReporting: false, outdir: assembly });
  for (const stage of stageNames) addStage(app, settingsOf(stage));
  const findings = new Findings(app);
  app.synth();
  await writeFile(join(assembly, 'findings.json'), JSON.stringify(findings));
  project.provide('assembly', assembly);
  return () => rm(assembly, { recursive: true });
}
