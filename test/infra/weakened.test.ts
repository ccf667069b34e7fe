import { describe, expect, inject, it } from 'vitest';
import { brokenRules } from './nag.ts';
import { rules } from './rules/all.ts';
import { accessWeakenings } from './weakenings/access.ts';
import { edgeWeakenings } from './weakenings/edge.ts';
import { resourceWeakenings } from './weakenings/resources.ts';
import { copyOf, readTemplates, worldOf } from './world.ts';

const world = worldOf(readTemplates(inject('assembly')));
const weakenings = [...accessWeakenings, ...resourceWeakenings, ...edgeWeakenings];

describe('a weakened template', () => {
  it.each(weakenings.map((weakening) => [weakening.what, weakening] as const))('is caught: %s', (_, { breaks, nag, change }) => {
    const copy = copyOf(world, 'prod');
    change(copy);
    const weakened = worldOf(copy.templates);
    const rule = rules.find(({ name }) => name === breaks);
    expect(rule?.check(weakened) ?? 'there is no such rule').not.toEqual([]);
    if (nag === undefined) return;
    const changed = Object.entries(copy.templates).filter(
      ([name, template]) => JSON.stringify(template) !== JSON.stringify(world.templates[name]),
    );
    expect(changed.flatMap(([, template]) => brokenRules(template))).toContain(nag);
  });

  it('is there for every rule: one that nothing can break proves nothing', () => {
    const broken = new Set(weakenings.map(({ breaks }) => breaks));
    expect(rules.filter(({ name }) => !broken.has(name)).map(({ name }) => name)).toEqual([]);
  });
});
