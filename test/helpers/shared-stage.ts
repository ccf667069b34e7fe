import { inject } from 'vitest';
import type { TestProject } from 'vitest/node';
import { Outputs, Stage, startStage } from './stage.ts';

declare module 'vitest' {
  export interface ProvidedContext {
    stage: string;
  }
}

/** Global set-up of a project: one stage for all files that do not need one of their own. */
export default async function setup(project: TestProject): Promise<() => Promise<void>> {
  const stage = await startStage(undefined, { forBrowsers: project.name === 'browser' });
  project.provide('stage', JSON.stringify(stage.outputs));
  return () => stage.stop();
}

/** The stage that all files share. Use customers and client ids of your own; put clock and fail points back. */
export const sharedStage = (): Stage => new Stage(Outputs.parse(JSON.parse(inject('stage'))));
