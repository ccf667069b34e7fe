import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { CloudFormationClient, DescribeStacksCommand } from '@aws-sdk/client-cloudformation';
import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { AssumeRoleCommand, GetCallerIdentityCommand, STSClient } from '@aws-sdk/client-sts';
import { DynamoDBDocumentClient, GetCommand } from '@aws-sdk/lib-dynamodb';
import * as z from 'zod';
import { Slug } from '../../contract/businesses.ts';
import { TenantId } from '../../contract/ids.ts';
import { slugKey } from '../../lambdas/_data/keys.ts';
import { credentialCache, type TenantCredentials, type TenantTable } from '../../lambdas/_shared/tenant.ts';

/** Where the table is, and who may act for a business there. */
export interface Deployment {
  readonly table: string;
  readonly tenantRole: string;
  /** Of the template: may find a business by its slug and become its tenant role. Absent: the caller's own rights are used. */
  readonly operatorRole: string | undefined;
  readonly region: string;
  /** Of the local stage; absent on AWS. */
  readonly local: { readonly environment: Readonly<Record<string, string>> } | undefined;
}

export interface TargetChoice {
  /** Of a local stage whose data are elsewhere. */
  readonly outputs?: string | undefined;
  readonly stage?: string | undefined;
  readonly table?: string | undefined;
  readonly tenantRole?: string | undefined;
  readonly operatorRole?: string | undefined;
}

/** What a person has to do before this can go on. */
export class NoTarget extends Error {}

const LocalOutputs = z.object({
  table: z.string(),
  operator: z.object({ tenantRole: z.string(), environment: z.record(z.string(), z.string()) }),
});
const localOutputs = join(import.meta.dirname, '../../.stage/outputs.json');

/** The local stage that runs here, or a stage on AWS by its name, or what is named one by one. */
export async function findDeployment(choice: TargetChoice): Promise<Deployment> {
  const region = process.env.AWS_REGION ?? process.env.AWS_DEFAULT_REGION ?? '';
  if (choice.table !== undefined || choice.tenantRole !== undefined) {
    const { table, tenantRole, operatorRole } = choice;
    if (table === undefined || tenantRole === undefined) throw new NoTarget('--table and --tenant-role belong together');
    return { table, tenantRole, operatorRole, region, local: undefined };
  }
  if (choice.stage !== undefined) return onAws(choice.stage, region);
  const file = choice.outputs ?? localOutputs;
  if (!existsSync(file)) {
    throw new NoTarget('There is no local stage: run npm start in another terminal, or name a stage on AWS with --stage');
  }
  const { table, operator } = LocalOutputs.parse(JSON.parse(readFileSync(file, 'utf8')));
  const local = { environment: operator.environment };
  const here = operator.environment.AWS_REGION ?? '';
  return { table, tenantRole: operator.tenantRole, operatorRole: undefined, region: here, local };
}

async function onAws(stage: string, region: string): Promise<Deployment> {
  if (region === '') throw new NoTarget('Say in which region the stage is: AWS_REGION=eu-central-1');
  const StackName = `frontdesk-${stage}-data`;
  const { Stacks = [] } = await new CloudFormationClient({ region }).send(new DescribeStacksCommand({ StackName }));
  const output = (name: string): string => {
    const found = Stacks[0]?.Outputs?.find(({ OutputKey }) => OutputKey === name)?.OutputValue;
    if (found === undefined) throw new NoTarget(`The stack ${StackName} has no output ${name}: deploy this release first`);
    return found;
  };
  return {
    table: output('TableName'),
    tenantRole: output('TenantRoleArn'),
    operatorRole: output('OperatorRoleArn'),
    region,
    local: undefined,
  };
}

/** Throttling slows a client down instead of failing it, and a long import must outlast a short disturbance. */
const patient = { retryMode: 'adaptive', maxAttempts: 12 } as const;
const requestHandler = {
  connectionTimeout: 3_000,
  requestTimeout: 15_000,
  throwOnRequestTimeout: true,
  httpsAgent: { maxSockets: 128 },
  httpAgent: { maxSockets: 128 },
};
const translate = { marshallOptions: { removeUndefinedValues: true } };
const sessionName = 'transfer';

interface Opened {
  readonly store: TenantTable;
  /** Who acts, for the audit log: the name of the session, never a key. */
  readonly operator: string;
}

/** The rows of one business, with the credentials of that business and no other. */
export async function openBusiness(deployment: Deployment, slug: string): Promise<Opened> {
  if (!Slug.safeParse(slug).success) throw new NoTarget(`"${slug}" cannot be the slug of a business`);
  const { region, table, local } = deployment;
  const endpoint = (service: string) => {
    const url = local?.environment[`AWS_ENDPOINT_URL_${service}`];
    return url === undefined ? {} : { endpoint: url };
  };
  const own = local ? { credentials: localCredentials(local.environment) } : {};
  const sts = new STSClient({ region, ...endpoint('STS'), ...own });
  const operator = deployment.operatorRole === undefined ? own : { credentials: assumed(sts, deployment.operatorRole) };
  const platform = DynamoDBDocumentClient.from(new DynamoDBClient({ region, ...patient, ...endpoint('DYNAMODB'), ...operator }));
  const { Item } = await platform.send(new GetCommand({ TableName: table, Key: slugKey(slug) }));
  platform.destroy();
  const tenant = TenantId.safeParse(Item?.tenant);
  if (!tenant.success) throw new NoTarget(`There is no business ${slug} on this stage: create it first`);

  const operatorSts = new STSClient({ region, ...endpoint('STS'), ...operator });
  const { Arn = '' } = await operatorSts.send(new GetCallerIdentityCommand({}));
  const credentials = credentialCache((one) => becomeTenant(operatorSts, deployment.tenantRole, one), Date.now);
  const client = new DynamoDBClient({
    region,
    ...patient,
    ...endpoint('DYNAMODB'),
    requestHandler,
    credentials: () => credentials(tenant.data),
  });
  const store = { tenant: tenant.data, client: DynamoDBDocumentClient.from(client, translate), table };
  return { store, operator: Arn.slice(Arn.lastIndexOf(':') + 1) || 'operator' };
}

function localCredentials(environment: Readonly<Record<string, string>>) {
  const { AWS_ACCESS_KEY_ID: accessKeyId, AWS_SECRET_ACCESS_KEY: secretAccessKey, AWS_SESSION_TOKEN: sessionToken } = environment;
  if (!accessKeyId || !secretAccessKey) throw new NoTarget('The local stage gave no credentials of its operator: start it again');
  return { accessKeyId, secretAccessKey, ...(sessionToken && { sessionToken }) };
}

/** Asked for again by the SDK when it expires: a long import outlasts a session. */
const assumed = (sts: STSClient, role: string) => async () => {
  const { Credentials: session } = await sts.send(new AssumeRoleCommand({ RoleArn: role, RoleSessionName: sessionName }));
  if (!session?.AccessKeyId || !session.SecretAccessKey || !session.SessionToken || !session.Expiration) {
    throw new Error('STS answered without credentials');
  }
  return {
    accessKeyId: session.AccessKeyId,
    secretAccessKey: session.SecretAccessKey,
    sessionToken: session.SessionToken,
    expiration: session.Expiration,
  };
};

async function becomeTenant(sts: STSClient, role: string, tenant: TenantId): Promise<TenantCredentials> {
  const { Credentials: session } = await sts.send(
    new AssumeRoleCommand({ RoleArn: role, RoleSessionName: sessionName, Tags: [{ Key: 'tenant', Value: tenant }] }),
  );
  if (!session?.AccessKeyId || !session.SecretAccessKey || !session.SessionToken)
    throw new Error('STS answered without credentials');
  return {
    accessKeyId: session.AccessKeyId,
    secretAccessKey: session.SecretAccessKey,
    sessionToken: session.SessionToken,
    expiration: new Date(0),
  };
}
