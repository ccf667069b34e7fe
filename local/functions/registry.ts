import * as z from 'zod';
import { type Provisioned, type Provisioners, place, type Resource } from '../parts.ts';
import { type FunctionHost, LambdaFunction } from './lambda-function.ts';

const FunctionProperties = z.object({
  FunctionName: z.string().optional(),
  Description: z.string().default(''),
  Code: z.object({ S3Key: z.string().optional(), ZipFile: z.string().optional() }),
  Handler: z.string(),
  Runtime: z.string(),
  Role: z.string(),
  Timeout: z.number().default(3),
  MemorySize: z.number().default(128),
  ReservedConcurrentExecutions: z.number().optional(),
  Environment: z.object({ Variables: z.record(z.string(), z.coerce.string()).default({}) }).optional(),
});

const PermissionProperties = z.object({
  FunctionName: z.string(),
  Action: z.string(),
  Principal: z.string(),
  SourceArn: z.string().optional(),
  FunctionUrlAuthType: z.string().optional(),
});

const UrlProperties = z.object({ TargetFunctionArn: z.string(), AuthType: z.string() });

/** Processes of a function: enough for races to be real. Each costs 60 MB and, while it loads, a core. */
const mostProcesses = 4;

/** Functions as what invokes them sees them. */
export interface Invokable {
  /** By ARN (qualified or not), by name, or by short name. */
  find(reference: string): (Pick<LambdaFunction, 'invoke'> & { readonly definition: { readonly name: string } }) | undefined;
  /** Whether a permission of the template lets this service, from this source, invoke the function. */
  mayInvoke(reference: string, principal: string, sourceArn: string): boolean;
  /** Functions with a URL of their own that anybody may call, by short name. */
  hasPublicUrl(name: string): boolean;
}

export interface Functions extends Invokable {
  readonly provisioners: Provisioners;
  find(reference: string): LambdaFunction | undefined;
  list(): readonly LambdaFunction[];
  /** Variables of the template for this function. */
  variablesOf(name: string): Readonly<Record<string, string>>;
  /** Ends all processes. */
  close(): Promise<void>;
}

export interface FunctionsOptions {
  readonly host: FunctionHost;
  readonly assetPath: (key: string) => string;
  readonly onUrl: (functionName: string, publicUrl: string) => void;
}

/** The functions of all stacks. */
export function createFunctions({ host, assetPath, onUrl }: FunctionsOptions): Functions {
  const functions = new Map<string, LambdaFunction>();
  const variables = new Map<string, Record<string, string>>();
  const permissions: z.infer<typeof PermissionProperties>[] = [];
  const urls = new Set<string>();

  const reaping = setInterval(() => {
    for (const one of functions.values()) one.reap(Date.now());
  }, 30_000).unref();

  const find = (reference: string): LambdaFunction | undefined => {
    const arn = /arn:[^/]*?:lambda:[^:]*:[^:]*:function:[^:/]+/.exec(reference)?.[0];
    return [...functions.values()].find(({ definition }) =>
      arn ? definition.arn === arn : definition.physicalName === reference || definition.name === reference,
    );
  };

  const makeFunction = async (resource: Resource): Promise<Provisioned> => {
    const properties = FunctionProperties.parse(resource.properties);
    const physicalName = properties.FunctionName ?? `${resource.stack}-${resource.logicalId}`;
    const arn = `arn:${place.partition}:lambda:${place.region}:${place.account}:function:${physicalName}`;
    const made = { ref: physicalName, attributes: { Arn: arn } };
    const name = /^lambdas\/([a-z0-9-]+)/.exec(properties.Description)?.[1];
    // CDK's own helpers (deployment of files, emptying of buckets) act during a deployment; the stage does their work.
    if (name === undefined) return made;
    if (!properties.Runtime.startsWith('nodejs')) throw new Error(`runtime ${properties.Runtime} is not supported`);
    if (properties.Code.S3Key === undefined) throw new Error('inline code is not supported');
    if (functions.has(name)) throw new Error(`there are two functions named ${name}`);
    variables.set(name, properties.Environment?.Variables ?? {});
    functions.set(
      name,
      new LambdaFunction(
        {
          name,
          arn,
          physicalName,
          description: properties.Description,
          role: properties.Role,
          handler: properties.Handler,
          memory: properties.MemorySize,
          timeoutMs: properties.Timeout * 1000,
          concurrency: Math.min(properties.ReservedConcurrentExecutions ?? mostProcesses, mostProcesses),
        },
        assetPath(properties.Code.S3Key),
        host,
      ),
    );
    return made;
  };

  return {
    find,
    list: () => [...functions.values()],
    variablesOf: (name) => variables.get(name) ?? {},
    mayInvoke: (reference, principal, sourceArn) => {
      const arn = find(reference)?.definition.arn;
      return permissions.some(
        (one) =>
          one.Principal === principal &&
          one.Action === 'lambda:InvokeFunction' &&
          arn !== undefined &&
          find(one.FunctionName)?.definition.arn === arn &&
          (one.SourceArn === undefined || matchesArn(one.SourceArn, sourceArn)),
      );
    },
    hasPublicUrl: (name) =>
      urls.has(name) &&
      permissions.some(
        (one) =>
          one.Principal === '*' &&
          one.Action === 'lambda:InvokeFunctionUrl' &&
          one.FunctionUrlAuthType === 'NONE' &&
          find(one.FunctionName)?.definition.name === name,
      ),
    close: async () => {
      clearInterval(reaping);
      await Promise.all([...functions.values()].map((one) => one.close()));
    },
    provisioners: {
      'AWS::Lambda::Function': makeFunction,
      'AWS::Lambda::Permission': async (resource) => {
        permissions.push(PermissionProperties.parse(resource.properties));
        return { ref: `${resource.stack}-${resource.logicalId}`, attributes: {} };
      },
      'AWS::Lambda::Url': async (resource) => {
        const { TargetFunctionArn, AuthType } = UrlProperties.parse(resource.properties);
        const owner = find(TargetFunctionArn);
        if (!owner) throw new Error(`there is no function ${TargetFunctionArn}`);
        if (AuthType !== 'NONE') throw new Error(`Function URLs with AuthType ${AuthType} are not supported`);
        const { name, arn } = owner.definition;
        const url = `https://${name}.lambda-url.${place.region}.on.aws/`;
        urls.add(name);
        onUrl(name, url);
        return { ref: arn, attributes: { FunctionArn: arn, FunctionUrl: url } };
      },
      'AWS::Lambda::Version': async ({ properties }) => {
        const arn = find(String(properties.FunctionName))?.definition.arn ?? '';
        return { ref: `${arn}:1`, attributes: { Version: '1', FunctionArn: `${arn}:1` } };
      },
      'AWS::Lambda::Alias': async ({ properties }) => {
        const arn = `${find(String(properties.FunctionName))?.definition.arn ?? ''}:${String(properties.Name)}`;
        return { ref: arn, attributes: { AliasArn: arn } };
      },
      // Retries of asynchronous invocations: nothing on the stage invokes asynchronously but schedules, which retry as it says.
      'AWS::Lambda::EventInvokeConfig': async ({ stack, logicalId }) => ({ ref: `${stack}-${logicalId}`, attributes: {} }),
    },
  };
}

/** Whether an ARN fits a pattern with `*` and `?`. */
export function matchesArn(pattern: string, arn: string): boolean {
  const source = pattern
    .replace(/[.+^${}()|[\]\\]/g, '\\$&')
    .replaceAll('*', '.*')
    .replaceAll('?', '.');
  return new RegExp(`^${source}$`).test(arn);
}
