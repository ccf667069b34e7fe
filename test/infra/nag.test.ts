import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, inject, it } from 'vitest';
import * as z from 'zod';
import { brokenRules } from './nag.ts';
import { readTemplates } from './world.ts';

const Finding = z.object({ rule: z.string(), where: z.string(), finding: z.string() });
const Findings = z.object({ open: z.array(Finding), accepted: z.array(Finding.extend({ reason: z.string() })) });
const { open, accepted } = Findings.parse(JSON.parse(readFileSync(join(inject('assembly'), 'findings.json'), 'utf8')));

describe('cdk-nag', () => {
  it('has nothing left to say about any stage', () => {
    expect(open).toEqual([]);
  });

  it('is told a reason that somebody can disagree with, for each finding that is accepted', () => {
    expect(accepted.length).toBeGreaterThan(50);
    expect(accepted.filter(({ reason }) => reason.length < 40)).toEqual([]);
  });

  it('is told again before a reason gets old', () => {
    const dated = accepted.flatMap(({ reason }) => /Review by (\d{4}-\d{2}-\d{2})\.$/.exec(reason)?.[1] ?? []);
    expect(dated.length).toBeGreaterThan(0);
    expect(dated.filter((day) => Date.parse(day) < Date.now())).toEqual([]);
  });

  it('accepts what a wildcard stands for one by one, never all wildcards of a role of ours', () => {
    const blanket = accepted.filter(({ rule, finding }) => rule === 'AwsSolutions-IAM5' && /^Action::/.test(finding));
    expect(blanket.filter(({ where }) => !where.includes('/WebDeployment/'))).toEqual([]);
  });

  it('finds the same when it reads a template as when it sees the constructs', () => {
    const templates = readTemplates(inject('assembly'));
    const data = templates['frontdesk-prod-data'];
    expect(data && brokenRules(data)).toEqual([]);
  });
});
