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
  readonly project: 'unit' | 'infra' | 'engine' | 'stage';
  readonly test: string;
  /** Only tests whose name has this in it. */
  readonly only?: string;
}
