import { mkdtempSync, rmSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type AwsEndpoint, type Provisioned, place, type Resource } from '../parts.ts';
import { startAws } from './endpoint.ts';
import type { Mail } from './engines/worker.ts';

/** An AWS endpoint on a port of its own, for tests. */
export interface TestStage {
  readonly aws: AwsEndpoint;
  readonly url: string;
  readonly mails: readonly Mail[];
  /** What services told EventBridge. */
  readonly events: readonly Readonly<Record<string, unknown>>[];
  provision(type: string, logicalId: string, properties: Record<string, unknown>): Promise<Provisioned>;
  /** Credentials of a role, as a function would have them in its environment. */
  environmentOf(role: string, functionName?: string): Promise<Record<string, string>>;
  close(): Promise<void>;
}

export interface TestOptions {
  readonly dataDir?: string;
  readonly clock?: () => number;
}

export async function startTestStage(options: TestOptions = {}): Promise<TestStage> {
  const dataDir = options.dataDir ?? temporaryFolder();
  const server = createServer((request, response) => {
    aws.handle(request, response).catch((error: unknown) => response.destroy(error instanceof Error ? error : undefined));
  });
  const port = await listen(server);
  const mails: Mail[] = [];
  const events: Readonly<Record<string, unknown>>[] = [];
  const aws = await startAws({
    dataDir,
    port,
    accountId: place.account,
    region: place.region,
    onMail: (mail) => mails.push(mail),
    onEvent: (event) => events.push(event),
    ...(options.clock !== undefined && { clock: options.clock }),
  });
  return {
    aws,
    url: `http://127.0.0.1:${port}/aws`,
    mails,
    events,
    provision: (type, logicalId, properties) => {
      const provisioner = aws.provisioners[type];
      if (provisioner === undefined) throw new Error(`Nobody provides ${type}`);
      const resource: Resource = { stack: 'frontdesk-test-data', logicalId, type, properties, metadata: {} };
      return provisioner(resource);
    },
    environmentOf: (role, functionName = 'test') => aws.environment(role, functionName),
    close: async () => {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
      await aws.close();
      if (options.dataDir === undefined) rmSync(dataDir, { recursive: true, force: true });
    },
  };
}

export function temporaryFolder(): string {
  return mkdtempSync(join(tmpdir(), 'frontdesk-aws-'));
}

async function listen(server: Server): Promise<number> {
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('The test stage has no port');
  return address.port;
}

/** A trust policy that lets Lambda, or the named roles with a session tag, use the role. */
export function trustOf(principal: Record<string, unknown>, conditions: Record<string, unknown> = {}): Record<string, unknown> {
  const Action = 'Service' in principal ? 'sts:AssumeRole' : ['sts:AssumeRole', 'sts:TagSession'];
  return { Version: '2012-10-17', Statement: [{ Effect: 'Allow', Principal: principal, Action, Condition: conditions }] };
}

export function policyOf(...statements: Record<string, unknown>[]): Record<string, unknown> {
  return { Version: '2012-10-17', Statement: statements.map((statement) => ({ Effect: 'Allow', ...statement })) };
}

/** Credentials for an SDK client from what a function's environment holds. */
export function credentialsOf(environment: Readonly<Record<string, string>>): {
  accessKeyId: string;
  secretAccessKey: string;
  sessionToken: string;
} {
  return {
    accessKeyId: environment.AWS_ACCESS_KEY_ID ?? '',
    secretAccessKey: environment.AWS_SECRET_ACCESS_KEY ?? '',
    sessionToken: environment.AWS_SESSION_TOKEN ?? '',
  };
}
