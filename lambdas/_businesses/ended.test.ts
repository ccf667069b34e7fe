import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';

const root = join(import.meta.dirname, '../..');

/** Workers that need not ask, and why. */
const need: Readonly<Record<string, string>> = {
  'ended-memberships': 'only takes rows away',
  'outbox-relay': 'has no right to rows',
};
/** Ways to ask. `livingBusiness`, and the registration of usage notices, are read for what they say as well. */
const asks = /\b(endings|livingBusiness)\(|registration\.removing !== undefined/;

const source = (folder: string): string =>
  readdirSync(folder)
    .filter((file) => file.endsWith('.ts') && !file.endsWith('.test.ts'))
    .map((file) => readFileSync(join(folder, file), 'utf8'))
    .join('\n');

it('every worker of a queue or stream asks whether the business has ended: its jobs may come hours late', () => {
  const workers = readdirSync(join(root, 'lib/features'))
    .filter((file) => /new \w*Worker\(/.test(readFileSync(join(root, 'lib/features', file), 'utf8')))
    .map((file) => file.replace('.ts', ''));
  expect(workers.length).toBeGreaterThan(7);
  const careless = workers.filter((name) => {
    const folder = join(root, 'lambdas', name);
    return existsSync(folder) && !(name in need) && !asks.test(source(folder));
  });
  expect(careless).toEqual([]);
});
