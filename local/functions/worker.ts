import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import { basename, dirname, join } from 'node:path';
import * as z from 'zod';

/** What came of an invocation. `errorType` is AWS's name where the platform ended it. */
export type Outcome =
  | { readonly ok: true; readonly payload: unknown }
  | { readonly ok: false; readonly errorType: string; readonly errorMessage: string };

export interface Invocation {
  readonly id: string;
  readonly event: unknown;
  readonly arn: string;
  readonly timeoutMs: number;
}

export interface WorkerSettings {
  /** The bundle, and what it exports. */
  readonly file: string;
  readonly handler: string;
  readonly environment: Readonly<Record<string, string>>;
  /** MB. */
  readonly memory: number;
  readonly log: (chunk: string) => void;
}

/** AWS gives a function 10 s to load; a laptop that builds at the same time is slower. */
const initTimeoutMs = 20_000;

const FromRunner = z.discriminatedUnion('type', [
  z.object({ type: z.literal('ready') }),
  z.object({ type: z.literal('done'), id: z.string(), payload: z.unknown() }),
  z.object({ type: z.literal('failed'), id: z.string(), errorType: z.string(), errorMessage: z.string() }),
]);

/**
 * Folder for what V8 made of the bundles of an assembly, so that the next process of a function need not compile them again; it
 * goes when the assembly goes. A bundle that stands elsewhere was swapped in, and the next one will be another.
 */
function compiledOf(file: string): string {
  const asset = dirname(file);
  return basename(asset).startsWith('asset.') ? join(dirname(asset), 'compiled') : '';
}

/** One process of a function. It takes one invocation at a time and is never used again after a timeout. */
export class Worker {
  readonly ready: Promise<Outcome>;
  readonly exited: Promise<void>;
  private readonly child: ChildProcess;
  private current: { id: string; finish: (outcome: Outcome) => void } | undefined;
  private end: string | undefined;

  constructor(settings: WorkerSettings) {
    this.child = fork(join(import.meta.dirname, 'runner.mjs'), [settings.file, settings.handler, compiledOf(settings.file)], {
      env: { ...settings.environment },
      execArgv: [`--max-old-space-size=${Math.max(64, Math.floor(settings.memory * 0.9))}`],
      stdio: ['ignore', 'pipe', 'pipe', 'ipc'],
    });
    for (const stream of [this.child.stdout, this.child.stderr]) {
      stream?.setEncoding('utf8').on('data', (chunk: string) => settings.log(chunk));
    }
    const { promise: ready, resolve: settle } = Promise.withResolvers<Outcome>();
    this.ready = ready;
    const slow = setTimeout(() => {
      this.end = 'Init timed out';
      this.kill();
    }, initTimeoutMs);
    this.child.on('message', (raw) => {
      const message = FromRunner.parse(raw);
      if (message.type === 'ready') {
        clearTimeout(slow);
        settle({ ok: true, payload: null });
      } else if (message.type === 'done') this.finish(message.id, { ok: true, payload: message.payload });
      else this.finish(message.id, { ok: false, errorType: message.errorType, errorMessage: message.errorMessage });
    });
    this.child.on('error', (error) => settings.log(`${error.message}\n`));
    this.exited = once(this.child, 'exit').then(([code, signal]: unknown[]) => {
      clearTimeout(slow);
      const reason =
        this.end ?? `Runtime exited with error: ${signal === null ? `exit status ${String(code)}` : `signal: ${String(signal)}`}`;
      const outcome: Outcome = { ok: false, errorType: 'Runtime.ExitError', errorMessage: reason };
      settle(outcome);
      if (this.current) this.finish(this.current.id, outcome);
    });
  }

  get pid(): number | undefined {
    return this.child.pid;
  }

  async invoke({ timeoutMs, ...invocation }: Invocation): Promise<Outcome> {
    const { promise, resolve } = Promise.withResolvers<Outcome>();
    const timer = setTimeout(() => {
      const seconds = (timeoutMs / 1000).toFixed(2);
      this.finish(invocation.id, {
        ok: false,
        errorType: 'Sandbox.Timedout',
        errorMessage: `Task timed out after ${seconds} seconds`,
      });
      this.kill();
    }, timeoutMs);
    this.current = {
      id: invocation.id,
      finish: (outcome) => {
        clearTimeout(timer);
        resolve(outcome);
      },
    };
    // A channel that has just closed is reported by `exit`.
    this.child.send({ type: 'invoke', ...invocation, deadline: Date.now() + timeoutMs }, () => {});
    return promise;
  }

  /** Changes variables of a running process: the stage's clock and fail points. */
  setEnvironment(set: Readonly<Record<string, string>>): void {
    if (this.child.connected) this.child.send({ type: 'environment', set }, () => {});
  }

  kill(): void {
    this.child.kill('SIGKILL');
  }

  /** Ends an idle process; it exits when the channel closes. */
  retire(): void {
    if (this.child.connected) this.child.disconnect();
    else this.kill();
  }

  private finish(id: string, outcome: Outcome): void {
    if (this.current?.id !== id) return;
    const { finish } = this.current;
    this.current = undefined;
    finish(outcome);
  }
}
