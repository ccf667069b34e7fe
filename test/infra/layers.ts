import { readdirSync, readFileSync } from 'node:fs';
import { dirname, join, normalize } from 'node:path';

/** Text of the repository's own source files, by path. */
export type Sources = ReadonlyMap<string, string>;

const root = join(import.meta.dirname, '../..');

const folders = ['bin', 'contract', 'lambdas', 'lib', 'local', 'scripts', 'test', 'web'];
const notOurs = /(^|\/)(node_modules|dist|paraglide)\//;

export function sources(): Sources {
  const paths = folders.flatMap((folder) =>
    readdirSync(join(root, folder), { recursive: true, encoding: 'utf8' }).map((path) => `${folder}/${path}`),
  );
  const source = paths.filter((path) => /\.tsx?$/.test(path) && !notOurs.test(path));
  return new Map(source.map((path) => [path, readFileSync(join(root, path), 'utf8')]));
}

interface Import {
  readonly from: string;
  /** Path inside the repository, or the name of a package. */
  readonly to: string;
  readonly typeOnly: boolean;
}

const statement = /^\s*(?:import|export)\s+(type\s+)?(?:[\w*{}\s,$]+?\s+from\s+)?'([^']+)'/gm;
const dynamic = /\bimport\(\s*'([^']+)'\s*\)/g;

function importsOf(path: string, text: string): Import[] {
  const resolved = (to: string): string => (to.startsWith('.') ? normalize(join(dirname(path), to)) : to);
  return [
    ...[...text.matchAll(statement)].map(([, type, to = '']) => ({ from: path, to: resolved(to), typeOnly: type !== undefined })),
    ...[...text.matchAll(dynamic)].map(([, to = '']) => ({ from: path, to: resolved(to), typeOnly: false })),
  ];
}

const isTest = (path: string): boolean => /\.test\.tsx?$/.test(path);
/**
 * Of the contract, what has no zod in it: a preview in the web app has to be made by the very code that the assistant uses, and what
 * is written down be shown where it was.
 */
const plainWords: ReadonlySet<string> = new Set([
  'contract/prompt-text.ts',
  'contract/built-in-prompts.ts',
  'contract/spoken.ts',
]);
const inside = (path: string, folder: string): boolean => path.startsWith(`${folder}/`);
const featureOf = (path: string): string | undefined => /^lambdas\/([a-z][a-z-]*)\//.exec(path)?.[1];

export interface LayerRule {
  readonly name: string;
  /** Whether an import is forbidden. */
  readonly forbids: (one: Import) => boolean;
}

export const layerRules: readonly LayerRule[] = [
  {
    name: 'functions know nothing of the infrastructure',
    forbids: ({ from, to }) =>
      inside(from, 'lambdas') && (/^(aws-cdk-lib|constructs|cdk-nag)(\/|$)/.test(to) || /^(lib|bin)\//.test(to)),
  },
  {
    name: 'the infrastructure takes only types from functions',
    forbids: ({ from, to, typeOnly }) => inside(from, 'lib') && inside(to, 'lambdas') && !typeOnly,
  },
  {
    name: 'one feature never reaches into another',
    forbids: ({ from, to }) =>
      !isTest(from) && featureOf(from) !== undefined && featureOf(to) !== undefined && featureOf(from) !== featureOf(to),
  },
  {
    name: 'shared code of functions does not depend on a feature',
    forbids: ({ from, to }) => /^lambdas\/_/.test(from) && featureOf(to) !== undefined,
  },
  {
    name: 'one construct of a feature never uses another',
    forbids: ({ from, to }) => inside(from, 'lib/features') && inside(to, 'lib/features') && to !== 'lib/features/props.ts',
  },
  {
    name: 'constructs do not depend on features, nor on stacks',
    forbids: ({ from, to }) => inside(from, 'lib/constructs') && (inside(to, 'lib/features') || inside(to, 'lib/stacks')),
  },
  {
    name: 'the web app takes types from the contract, and nothing else of the back end',
    forbids: ({ from, to, typeOnly }) =>
      inside(from, 'web') &&
      /^(lambdas|lib|bin|local|contract|scripts|test)\//.test(to) &&
      !(inside(to, 'contract') && (typeOnly || isTest(from) || plainWords.has(to))),
  },
  {
    name: 'words of the contract that the web app carries bring nothing else along',
    forbids: ({ from, to, typeOnly }) => plainWords.has(from) && !typeOnly && !plainWords.has(to),
  },
  {
    name: 'the contract depends on nothing but zod',
    forbids: ({ from, to }) =>
      inside(from, 'contract') && to !== 'zod' && !inside(to, 'contract') && !(isTest(from) && to === 'vitest'),
  },
  {
    name: 'what is deployed does not depend on tests, scripts or the local stage',
    forbids: ({ from, to }) =>
      /^(bin|contract|lambdas|lib|web)\//.test(from) && !isTest(from) && /^(local|scripts|test)\//.test(to),
  },
  {
    // its licence is the AGPL
    name: 'the IAM simulator stays out of everything that is deployed',
    forbids: ({ from, to }) => /^@cloud-copilot\//.test(to) && !/^(local|test)\//.test(from),
  },
];

/** `path: what it imports` for each import that a rule forbids. */
export function forbidden(rule: LayerRule, files: Sources): string[] {
  return [...files].flatMap(([path, text]) =>
    importsOf(path, text)
      .filter(rule.forbids)
      .map(({ to }) => `${path}: ${to}`),
  );
}
