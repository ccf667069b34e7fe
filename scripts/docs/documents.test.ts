import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { api } from '../../contract/api.ts';
import { Command, RealtimeEvent } from '../../contract/realtime.ts';
import type { Route } from '../../contract/route.ts';
import { generatedDocuments } from './documents.ts';
import { openApiDocument } from './openapi.ts';

const root = join(import.meta.dirname, '../..');
const documents = generatedDocuments();

describe('pages made from the contract', () => {
  it.each(Object.entries(documents))('%s is up to date (npm run docs)', (path, text) => {
    expect(readFileSync(join(root, path), 'utf8')).toBe(text);
  });

  it('describe every route', () => {
    const { paths } = openApiDocument() as { paths: Record<string, Record<string, { operationId: string }>> };
    for (const { feature, routes } of api) {
      for (const [name, { method, path }] of Object.entries<Route>(routes)) {
        expect(paths[path]?.[method.toLowerCase()]?.operationId).toBe(`${feature}.${name}`);
      }
    }
  });

  it('describe every command and every event', () => {
    const types = [...Command.options, ...RealtimeEvent.options].map((option) => option.shape.type.value);
    for (const type of types) expect(documents['docs/realtime.md']).toContain(`\n### ${type}\n`);
  });

  it('refer to nothing that is missing, and hold no pattern longer than a line', () => {
    const text = documents['docs/openapi.json'] ?? '';
    const { schemas } = (JSON.parse(text) as { components: { schemas: Record<string, unknown> } }).components;
    const referred = [...text.matchAll(/"#\/components\/schemas\/(\w+)"/g)].map(([, name]) => name ?? '');
    expect(referred.length).toBeGreaterThan(10);
    expect(referred.filter((name) => !(name in schemas))).toEqual([]);
    expect([...text.matchAll(/"pattern": "(.*)"/g)].filter(([, pattern]) => (pattern?.length ?? 0) > 100)).toEqual([]);
  });
});
