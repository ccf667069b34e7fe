import { afterEach, describe, expect, it, vi } from 'vitest';
import { env } from './env.ts';
import { failPoint } from './fail-point.ts';

const kill = vi.spyOn(process, 'kill').mockImplementation(() => true);
afterEach(() => {
  vi.unstubAllEnvs();
  kill.mockClear();
});
const armed = (points: string, stage = 'local') => {
  vi.stubEnv('FRONTDESK_FAIL_POINTS', points);
  vi.stubEnv('STAGE', stage);
};

describe('a fail point', () => {
  it('kills the process when it is named, at the pass that is named', () => {
    armed('first.place, second.place@2');
    failPoint('third.place');
    expect(kill).not.toHaveBeenCalled();
    failPoint('first.place');
    expect(kill).toHaveBeenLastCalledWith(process.pid, 'SIGKILL');
    failPoint('second.place');
    expect(kill).toHaveBeenCalledTimes(1);
    failPoint('second.place');
    expect(kill).toHaveBeenCalledTimes(2);
    failPoint('second.place');
    expect(kill).toHaveBeenCalledTimes(2);
  });

  it.each(['dev', 'staging', 'prod', ''])('does nothing on stage %j', (stage) => {
    armed('first.place', stage);
    failPoint('first.place');
    expect(kill).not.toHaveBeenCalled();
  });
});

describe('the environment', () => {
  it('must be complete', () => {
    vi.stubEnv('TABLE_NAME', 'table');
    expect(env('TABLE_NAME')).toBe('table');
    vi.stubEnv('TABLE_NAME', '');
    expect(() => env('TABLE_NAME')).toThrow('TABLE_NAME is not set');
  });
});
