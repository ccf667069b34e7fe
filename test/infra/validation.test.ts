import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { App, CfnResource, Stack } from 'aws-cdk-lib';
import { afterAll, describe, expect, it, vi } from 'vitest';
import { flags } from '../../lib/flags.ts';

const outdir = mkdtempSync(join(tmpdir(), 'frontdesk-validation-'));
afterAll(() => rmSync(outdir, { recursive: true }));

describe('synthesis', () => {
  it('stops at what CloudFormation would refuse', () => {
    const said = vi.spyOn(console, 'error').mockImplementation(() => undefined);
    const app = new App({ context: flags, outdir });
    new CfnResource(new Stack(app, 'stack'), 'Queue', { type: 'AWS::SQS::Queue', properties: { VisibilityTimeout: 99_999 } });
    expect(() => app.synth()).toThrow(/VisibilityTimeout|Validation failed/);
    said.mockRestore();
  });
});
