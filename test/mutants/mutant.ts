/**
 * A sabotage twin: one small change to the product that a named test must notice. A twin that nobody notices means that
 * the test proves nothing.
 */
export interface Mutant {
  /** Number of the case in the list of faults and attacks. */
  readonly case: number;
  /** What is broken. */
  readonly breaks: string;
  readonly file: string;
  /** Must be in the file exactly once. */
  readonly find: string;
  readonly replace: string;
  readonly project: 'unit' | 'infra' | 'engine' | 'stage' | 'load' | 'browser';
  readonly test: string;
  /** Only tests whose name has this in it. */
  readonly only?: string;
}

type Noticed = Pick<Mutant, 'project' | 'test'>;

/** Of the file that must notice: its path without `.test.ts`, and without the folder that all tests of the project are in. */
export const unit = (file: string): Noticed => ({ project: 'unit', test: `${file}.test.ts` });
export const engine = (file: string): Noticed => ({ project: 'engine', test: `test/engine/${file}.test.ts` });
export const infra = (file: string): Noticed => ({ project: 'infra', test: `test/infra/${file}.test.ts` });
export const stage = (file: string): Noticed => ({ project: 'stage', test: `test/stage/${file}.stage.test.ts` });
export const load = (file: string): Noticed => ({ project: 'load', test: `test/load/${file}.load.test.ts` });
export const security = (file: string): Noticed => ({ project: 'stage', test: `test/security/${file}.stage.test.ts` });
export const browser = (file: string): Noticed => ({ project: 'browser', test: `test/browser/${file}.browser.test.ts` });
