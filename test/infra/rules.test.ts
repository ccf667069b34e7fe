import { describe, expect, inject, it } from 'vitest';
import { rules } from './rules/all.ts';
import { readTemplates, worldOf } from './world.ts';

const world = worldOf(readTemplates(inject('assembly')));

describe('every resource of every stage', () => {
  it('is there to be checked', () => {
    const stacks = ['data', 'realtime', 'messaging', 'assistant', 'inbox', 'people', 'api', 'web', 'operations'];
    const expected = ['dev', 'staging', 'prod'].flatMap((stage) => stacks.map((stack) => `frontdesk-${stage}-${stack}`));
    expect(Object.keys(world.templates).sort()).toEqual(expected.sort());
    expect(world.resources.length).toBeGreaterThan(400);
  });

  it.each(rules.map((rule) => [rule.name, rule] as const))('%s', (_, rule) => {
    expect(rule.check(world)).toEqual([]);
  });
});
