import { describe, expect, it } from 'vitest';
import { forbidden, layerRules, type Sources, sources } from './layers.ts';

const files = sources();

/** For each rule one file that breaks it. */
const offenders: Readonly<Record<string, readonly [path: string, text: string]>> = {
  'functions know nothing of the infrastructure': ['lambdas/me/handler.ts', "import { Stack } from 'aws-cdk-lib';"],
  'the infrastructure takes only types from functions': [
    'lib/features/me.ts',
    "import { handler } from '../../lambdas/me/handler.ts';",
  ],
  'one feature never reaches into another': ['lambdas/me/handler.ts', "import { seal } from '../session/seal.ts';"],
  'shared code of functions does not depend on a feature': [
    'lambdas/_shared/http.ts',
    "import { seal } from '../session/seal.ts';",
  ],
  'one construct of a feature never uses another': ['lib/features/me.ts', "import { Session } from './session.ts';"],
  'constructs do not depend on features, nor on stacks': ['lib/constructs/x.ts', "import type { Me } from '../features/me.ts';"],
  'the web app takes types from the contract, and nothing else of the back end': [
    'web/src/inbox/list.tsx',
    "import { statuses } from '../../../contract/message.ts';",
  ],
  'words of the contract that the web app carries bring nothing else along': [
    'contract/prompt-text.ts',
    "import * as z from 'zod';",
  ],
  'the contract depends on nothing but zod': ['contract/ids.ts', "import { ulid } from '../lambdas/_shared/ulid.ts';"],
  'what is deployed does not depend on tests, scripts or the local stage': [
    'lambdas/me/handler.ts',
    "const x = await import('../../local/parts.ts');",
  ],
  'the IAM simulator stays out of everything that is deployed': [
    'lambdas/me/handler.ts',
    "import { runSimulation } from '@cloud-copilot/iam-simulate';",
  ],
};

describe('imports', () => {
  it('are read from the files that there are', () => {
    expect(files.size).toBeGreaterThan(100);
    expect([...files.keys()]).toContain('lib/stacks/data.ts');
  });

  it.each(layerRules.map((rule) => [rule.name, rule] as const))('%s', (_, rule) => {
    expect(forbidden(rule, files)).toEqual([]);
  });

  it.each(layerRules.map((rule) => [rule.name, rule] as const))('would be refused: %s', (name, rule) => {
    const offender = offenders[name];
    expect(offender && forbidden(rule, new Map([offender]))).toHaveLength(1);
  });

  it('take zod whole: the named import keeps every language of it, 67 KB more in each bundle', () => {
    expect(matching(files, /^import \{[^}]*\} from 'zod(\/mini)?';/m)).toEqual([]);
  });
});

describe('files', () => {
  it('are named in kebab case', () => {
    expect([...files.keys()].filter((path) => !/^(?:[a-z0-9_.-]+\/)*[a-z0-9_.-]+\.tsx?$/.test(path))).toEqual([]);
  });

  it('do not only pass on what others export', () => {
    expect(matching(files, /^export \* from/m)).toEqual([]);
    expect([...files.keys()].filter((path) => /(^|\/)index\.tsx?$/.test(path))).toEqual([]);
  });
});

describe('every function', () => {
  const handlers = namesOf(/^lambdas\/([a-z-]+)\/handler\.ts$/);
  const constructs = namesOf(/^lib\/features\/([a-z-]+)\.ts$/).filter((name) => name !== 'props');

  it('is wired by the construct of its name, and every construct wires one', () => {
    expect(handlers.length).toBeGreaterThan(10);
    expect(constructs).toEqual(handlers);
  });

  it.each(handlers)('%s is wired nowhere else', (name) => {
    const wired = matching(files, new RegExp(`new FeatureFunction\\(this, '${name}'`));
    expect(wired).toEqual([`lib/features/${name}.ts`]);
    const className = name.replace(/(?:^|-)([a-z])/g, (_, letter: string) => letter.toUpperCase());
    expect(files.get(`lib/features/${name}.ts`)).toContain(`export class ${className} extends Construct`);
  });
});

function matching(all: Sources, pattern: RegExp): string[] {
  return [...all].filter(([path, text]) => !path.startsWith('test/infra/layers') && pattern.test(text)).map(([path]) => path);
}

function namesOf(pattern: RegExp): string[] {
  return [...files.keys()].flatMap((path) => pattern.exec(path)?.[1] ?? []).sort();
}
