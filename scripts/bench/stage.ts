import { type ChildProcess, spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import * as z from 'zod';
import { Stage, Outputs as StageOutputs } from '../../test/helpers/stage.ts';
import { type Outputs, parseOutputs } from './client.ts';

const Call = z.looseObject({
  function: z.string().nullish(),
  action: z.string(),
  resources: z.array(z.string()),
  allowed: z.boolean(),
  readUnits: z.number(),
  writeUnits: z.number(),
});
export type Call = z.infer<typeof Call>;

const FunctionState = z.looseObject({ name: z.string(), invocations: z.number(), busyMs: z.number() });
export type FunctionState = z.infer<typeof FunctionState>;

/** A local stage of its own, in a process and a data folder of its own. */
export class BenchStage {
  readonly outputs: Outputs;
  /** From the start of the process to its `ready` line. */
  readonly readyMs: number;
  /** Undefined: it was there before, and stays. */
  private readonly process: ChildProcess | undefined;
  private readonly data: string;

  private constructor(process: ChildProcess | undefined, data: string, outputs: Outputs, readyMs: number) {
    this.process = process;
    this.data = data;
    this.outputs = outputs;
    this.readyMs = readyMs;
  }

  /** One that somebody started by hand, with its data folder. */
  static async at(data: string): Promise<BenchStage> {
    return new BenchStage(undefined, data, parseOutputs(await readFile(join(data, 'outputs.json'), 'utf8')), Number.NaN);
  }

  /** `processes`: of each function at most; otherwise as many as there are cores. */
  static async start({ port = 4795, processes }: { port?: number; processes?: number } = {}): Promise<BenchStage> {
    // In memory where there is one: the embedded table syncs to disk at every write, which would be most of each latency.
    const data = await mkdtemp(join(existsSync('/dev/shm') ? '/dev/shm' : tmpdir(), 'frontdesk-bench-'));
    const began = performance.now();
    const more = processes === undefined ? [] : ['--processes', String(processes)];
    const child = spawn(process.execPath, ['local/main.ts', '--port', String(port), '--data', data, ...more], {
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    const url = await new Promise<string>((resolve, reject) => {
      child.once('exit', (code) => reject(new Error(`The local stage ended with ${code} before it was ready`)));
      createInterface({ input: child.stdout }).on('line', (line) => {
        const ready = /^ready (\S+)/.exec(line)?.[1];
        if (ready) resolve(ready);
      });
    });
    const outputs = parseOutputs(await readFile(join(data, 'outputs.json'), 'utf8'));
    if (outputs.url !== url) throw new Error(`outputs.json belongs to another stage (${outputs.url})`);
    return new BenchStage(child, data, outputs, performance.now() - began);
  }

  /** The same stage as browser tests see it. */
  async forBrowsers(): Promise<Stage> {
    return new Stage(StageOutputs.parse(JSON.parse(await readFile(join(this.data, 'outputs.json'), 'utf8'))));
  }

  async calls(): Promise<Call[]> {
    return z.array(Call).parse(await (await fetch(`${this.outputs.url}/_stage/calls`)).json());
  }

  async clearCalls(): Promise<void> {
    await fetch(`${this.outputs.url}/_stage/calls`, { method: 'DELETE' });
  }

  async functions(): Promise<FunctionState[]> {
    return z.array(FunctionState).parse(await (await fetch(`${this.outputs.url}/_stage/functions`)).json());
  }

  async stop(): Promise<void> {
    const { process } = this;
    if (!process) return;
    const ended = new Promise((resolve) => process.once('exit', resolve));
    process.kill('SIGTERM');
    await ended;
    await rm(this.data, { recursive: true, force: true });
  }
}
