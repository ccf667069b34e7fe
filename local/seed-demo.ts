import { environment } from '../contract/environment.ts';
import { clientsOf } from './aws/clients.ts';
import type { Functions } from './functions/registry.ts';
import { type AwsEndpoint, place } from './parts.ts';
import { tenantDataKeys } from './seed/data-keys.ts';
import { type Seeded, seed } from './seed/seed.ts';

interface SeedDemoOptions {
  readonly aws: AwsEndpoint;
  readonly functions: Functions;
  readonly table: string;
  readonly userPool: string;
  readonly data: string;
  readonly url: string;
  /** There is something to sell that the assistant can tell of. */
  readonly services: boolean;
}

/** Seeds the demo businesses. Their secrets are wrapped with the rights of a function that may use them. */
export async function seedDemo({ aws, functions, table, userPool, data, url, services }: SeedDemoOptions): Promise<Seeded> {
  const keeper = functions.list().find(({ definition }) => {
    const variables = functions.variablesOf(definition.name);
    return environment.tenantRole in variables && environment.secretsKey in variables;
  });
  if (!keeper) throw new Error('No function uses the secrets of businesses');
  const { name, role } = keeper.definition;
  const variables = functions.variablesOf(name);
  const dataKeys = tenantDataKeys({
    environment: await aws.environment(role, 'seed'),
    tenantRoleArn: variables[environment.tenantRole] ?? '',
    secretsKeyArn: variables[environment.secretsKey] ?? '',
  });
  const clients = clientsOf(aws.engines, place.region);
  try {
    return await seed({
      dynamodb: clients.dynamodb,
      cognito: clients.cognito,
      dataKeys,
      table,
      userPool,
      dataDir: data,
      url,
      services,
    });
  } finally {
    clients.close();
  }
}
