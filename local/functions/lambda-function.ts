import { randomUUID } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { type Outcome, Worker } from './worker.ts';

export interface FunctionDefinition {
  /** Short: the folder of its source. */
  readonly name: string;
  readonly arn: string;
  readonly physicalName: string;
  readonly description: string;
  readonly role: string;
  readonly handler: string;
  /** MB. */
  readonly memory: number;
  readonly timeoutMs: number;
  /** Processes at most: invocations beyond that wait. */
  readonly concurrency: number;
}

export interface FunctionHost {
  environment(definition: FunctionDefinition): Promise<Record<string, string>>;
  log(name: string, chunk: string): void;
}

export interface FunctionState {
  readonly name: string;
  readonly description: string;
  readonly pids: readonly number[];
  readonly starts: number;
  readonly invocations: number;
  readonly errors: number;
  /** Sum of the time spent in invocations. */
  readonly busyMs: number;
}

const idleLimitMs = 5 * 60_000;

/** Loading a bundle takes a core; those that are up work the queue off meanwhile, often before more are ready. */
const mostStarting = 2;

interface Waiting {
  readonly event: unknown;
  readonly resolve: (outcome: Outcome) => void;
}

/** A function with its processes: started when an invocation finds none free, kept while they are used. */
export class LambdaFunction {
  readonly definition: FunctionDefinition;
  private readonly host: FunctionHost;
  /** Folder of the bundle; a new one is for processes started from then on. */
  private folder: string;
  private generation = 0;
  /** Variables that have another value than the function was made with: also for what is about to start. */
  private changed: Readonly<Record<string, string>> = {};
  private readonly waiting: Waiting[] = [];
  private readonly idle: { worker: Worker; since: number; generation: number }[] = [];
  private readonly workers = new Set<Worker>();
  /** Processes that are not ready yet. */
  private starting = 0;
  /** Processes that exist or are about to. */
  private slots = 0;
  private closed = false;
  private starts = 0;
  private invocations = 0;
  private errors = 0;
  private busyMs = 0;

  constructor(definition: FunctionDefinition, folder: string, host: FunctionHost) {
    this.definition = definition;
    this.folder = folder;
    this.host = host;
  }

  invoke(event: unknown): Promise<Outcome> {
    const { promise, resolve } = Promise.withResolvers<Outcome>();
    this.waiting.push({ event, resolve });
    this.dispatch();
    return promise;
  }

  state(): FunctionState {
    const { name, description } = this.definition;
    const pids = [...this.workers].flatMap(({ pid }) => (pid === undefined ? [] : [pid]));
    const { starts, invocations, errors, busyMs } = this;
    return { name, description, pids, starts, invocations, errors, busyMs: Math.round(busyMs) };
  }

  /** SIGKILL to all its processes, at work or not; answers how many there were. */
  kill(): number {
    this.idle.length = 0;
    for (const worker of this.workers) worker.kill();
    return this.workers.size;
  }

  setEnvironment(set: Readonly<Record<string, string>>): void {
    this.changed = { ...this.changed, ...set };
    for (const worker of this.workers) worker.setEnvironment(set);
  }

  /** From now on the bundle in this folder answers. */
  swap(folder: string): void {
    this.folder = folder;
    this.replace();
  }

  /**
   * From now on new processes answer; those at work finish what they do. Processes that have done nothing since
   * (ms since this process began) go on.
   */
  replace(since = Number.NEGATIVE_INFINITY): void {
    this.generation++;
    for (const one of this.idle.splice(0)) {
      if (one.since >= since) one.worker.retire();
      else this.idle.push({ ...one, generation: this.generation });
    }
  }

  /** Whether this text stands in its code. */
  mentions(text: string): boolean {
    return readFileSync(this.fileIn(this.folder)).includes(text);
  }

  private fileIn(folder: string): string {
    const [module = 'index'] = this.definition.handler.split('.');
    return `${folder}/${module}.mjs`;
  }

  reap(now: number): void {
    while (this.idle[0] && now - this.idle[0].since > idleLimitMs) this.idle.shift()?.worker.retire();
  }

  async close(): Promise<void> {
    this.closed = true;
    for (const { resolve } of this.waiting.splice(0)) resolve(failure('Stage.Closed', 'The local stage is stopping'));
    this.kill();
    await Promise.all([...this.workers].map((worker) => worker.exited));
  }

  private dispatch(): void {
    while (this.waiting.length > 0) {
      const free = this.idle.pop();
      if (free === undefined) break;
      const job = this.waiting.shift();
      if (job) void this.run(free.worker, job, free.generation);
    }
    const wanted = Math.min(this.waiting.length, mostStarting);
    while (this.starting < wanted && this.slots < this.definition.concurrency) void this.start();
  }

  private async start(): Promise<void> {
    this.starting++;
    this.slots++;
    const { generation, folder } = this;
    const started = await this.spawn(folder);
    this.starting--;
    if (started === undefined) this.slots--;
    else if (started.outcome.ok) {
      this.release(started.worker, generation);
      return;
    }
    // What does not start fails the invocation that wanted it; the next one is a new try.
    this.waiting.shift()?.resolve(started?.outcome ?? failure('Runtime.StartError', 'The function could not be started'));
    this.dispatch();
  }

  private async spawn(folder: string): Promise<{ worker: Worker; outcome: Outcome } | undefined> {
    const { name, memory } = this.definition;
    try {
      const given = await this.host.environment(this.definition);
      if (this.closed) return undefined;
      const [, handler = 'handler'] = this.definition.handler.split('.');
      const environment = { ...given, ...this.changed };
      const log = (chunk: string): void => this.host.log(name, chunk);
      const worker = new Worker({ file: this.fileIn(folder), handler, environment, memory, log });
      this.starts++;
      this.workers.add(worker);
      void worker.exited.then(() => this.forget(worker));
      return { worker, outcome: await worker.ready };
    } catch (error) {
      this.host.log(name, `${error instanceof Error ? error.message : String(error)}\n`);
      return undefined;
    }
  }

  private async run(worker: Worker, { event, resolve }: Waiting, generation: number): Promise<void> {
    const began = performance.now();
    this.invocations++;
    const id = randomUUID();
    const { arn, timeoutMs, name } = this.definition;
    const outcome = await worker.invoke({ id, event, arn, timeoutMs });
    this.busyMs += performance.now() - began;
    if (outcome.ok) this.release(worker, generation);
    else {
      this.errors++;
      this.host.log(name, `${JSON.stringify({ level: 'ERROR', requestId: id, platform: true, ...outcome })}\n`);
      if (platformErrors.has(outcome.errorType)) this.workers.delete(worker);
      else this.release(worker, generation);
    }
    resolve(outcome);
    this.dispatch();
  }

  private release(worker: Worker, generation: number): void {
    if (!this.workers.has(worker)) return;
    if (generation !== this.generation || this.closed) worker.retire();
    else this.idle.push({ worker, since: performance.now(), generation });
    this.dispatch();
  }

  private forget(worker: Worker): void {
    this.slots--;
    this.workers.delete(worker);
    const index = this.idle.findIndex((one) => one.worker === worker);
    if (index >= 0) this.idle.splice(index, 1);
    this.dispatch();
  }
}

/** After these the process is gone. */
const platformErrors: ReadonlySet<string> = new Set(['Sandbox.Timedout', 'Runtime.ExitError']);

const failure = (errorType: string, errorMessage: string): Outcome => ({ ok: false, errorType, errorMessage });
