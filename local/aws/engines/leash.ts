import { type ChildProcess, spawn } from 'node:child_process';

/**
 * A shell that runs the program and kills it as soon as our end of its standard input closes.
 * That happens however this process dies, SIGKILL included, so an engine never outlives its stage.
 */
const script = `
exec 3<&0
"$0" "$@" 3<&- </dev/null &
child=$!
{ read -r _ <&3; kill -9 "$child" 2>/dev/null; } &
watcher=$!
exec 3<&-
wait "$child"
status=$?
kill "$watcher" 2>/dev/null
exit "$status"
`;

export interface Leashed {
  readonly child: ChildProcess;
  /** The end of what it wrote to its standard error. */
  complaint(): string;
}

export function spawnLeashed(program: string, args: readonly string[]): Leashed {
  const [command, given] = process.platform === 'win32' ? [program, args] : ['/bin/sh', ['-c', script, program, ...args]];
  // A group of its own: Ctrl+C is for the stage, which then closes its engines last.
  const child = spawn(command, given, { stdio: ['pipe', 'ignore', 'pipe'], detached: process.platform !== 'win32' });
  let complaint = '';
  child.stderr.on('data', (chunk) => {
    complaint = (complaint + String(chunk)).slice(-2000);
  });
  return { child, complaint: () => complaint };
}

/** Ends the program and waits until it is gone. */
export async function endLeashed({ child }: Leashed): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const gone = new Promise((resolve) => child.once('exit', resolve));
  child.stdin?.end();
  if (process.platform === 'win32') child.kill();
  await gone;
}
