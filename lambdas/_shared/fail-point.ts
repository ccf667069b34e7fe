const passes = new Map<string, number>();

/**
 * A place where tests may kill the process: `FRONTDESK_FAIL_POINTS=inbound.after-message,outbound.after-call@3`
 * (`@3`: the third pass). Does nothing on any stage but `local`. Names are literals `feature.place`, so grep finds them all.
 */
export function failPoint(name: string): void {
  const armed = process.env.FRONTDESK_FAIL_POINTS;
  if (!armed || process.env.STAGE !== 'local') return;
  const pass = (passes.get(name) ?? 0) + 1;
  passes.set(name, pass);
  const hit = armed.split(',').some((point) => {
    const [wanted, nth] = point.trim().split('@');
    return wanted === name && (nth === undefined || Number(nth) === pass);
  });
  if (hit) process.kill(process.pid, 'SIGKILL');
}
