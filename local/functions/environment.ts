import type { AwsEndpoint } from '../parts.ts';
import { place } from '../parts.ts';
import type { Addresses } from './addresses.ts';
import type { FunctionDefinition } from './lambda-function.ts';

/** What a function's process finds in its environment: as on AWS, and nothing of the developer's shell. */
export async function functionEnvironment(
  definition: FunctionDefinition,
  options: {
    readonly variables: Readonly<Record<string, string>>;
    readonly addresses: Addresses;
    readonly aws: Pick<AwsEndpoint, 'environment'>;
    /** Clock offset and fail points. */
    readonly control: Readonly<Record<string, string>>;
  },
): Promise<Record<string, string>> {
  const variables = Object.entries(options.variables).map(([name, value]) => [name, options.addresses.rewrite(value)]);
  return {
    PATH: process.env.PATH ?? '',
    LANG: 'en_US.UTF-8',
    TZ: ':UTC',
    ...Object.fromEntries(variables),
    AWS_REGION: place.region,
    AWS_DEFAULT_REGION: place.region,
    AWS_EXECUTION_ENV: 'AWS_Lambda_nodejs24.x',
    AWS_LAMBDA_FUNCTION_NAME: definition.physicalName,
    AWS_LAMBDA_FUNCTION_VERSION: '$LATEST',
    AWS_LAMBDA_FUNCTION_MEMORY_SIZE: String(definition.memory),
    AWS_LAMBDA_LOG_GROUP_NAME: `/aws/lambda/${definition.physicalName}`,
    AWS_LAMBDA_LOG_STREAM_NAME: 'local',
    AWS_LAMBDA_INITIALIZATION_TYPE: 'on-demand',
    _HANDLER: definition.handler,
    ...(await options.aws.environment(definition.role, definition.name)),
    STAGE: 'local',
    ...options.control,
  };
}
