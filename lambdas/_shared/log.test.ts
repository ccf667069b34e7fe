import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import * as z from 'zod';
import { log } from './log.ts';

const lines: string[] = [];
beforeEach(() => {
  for (const stream of [process.stdout, process.stderr]) {
    vi.spyOn(stream, 'write').mockImplementation((line) => lines.push(String(line)) > 0);
  }
});
afterEach(() => {
  vi.restoreAllMocks();
  lines.length = 0;
});
const last = (): Record<string, unknown> => JSON.parse(lines.at(-1) ?? '{}');

describe('a log line', () => {
  it('has our ids, and nothing that is not on the list', () => {
    const fields = { tenant: 'a1', conversationId: 'c1', text: 'private', count: 3 };
    log.info('something happened', fields);
    expect(last()).toMatchObject({ message: 'something happened', level: 'INFO', tenant: 'a1', conversationId: 'c1', count: 3 });
    expect(lines.join()).not.toContain('private');
  });

  it('does not quote what a parser choked on', () => {
    try {
      JSON.parse('private words of a customer');
    } catch (error) {
      log.error('not readable', {}, error);
    }
    const { error } = z.object({ id: z.string() }).safeParse({ id: 1, name: 'private' });
    log.warn('odd', {}, error);
    expect(lines.join()).not.toContain('private');
    expect(last()).toMatchObject({ cause: { name: 'ZodError', issues: ['id: invalid_type'] } });
  });

  it('says what our own errors and AWS say', () => {
    log.error('failed', {}, new Error('The queue refused 1 of 2 entries'));
    expect(last()).toMatchObject({ cause: { message: 'The queue refused 1 of 2 entries' } });
    log.error('failed', {}, Object.assign(new TypeError('AccessDenied'), { $metadata: {} }));
    expect(last()).toMatchObject({ cause: { message: 'AccessDenied' } });
    log.error('failed', {}, new TypeError('private is not a function'));
    expect(lines.at(-1)).not.toContain('private');
  });
});
