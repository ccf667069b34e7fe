import { availableParallelism } from 'node:os';
import * as z from 'zod';
import { type Provisioned, type Provisioners, place, type Resource } from '../parts.ts';
import { propertiesOf } from '../template/properties.ts';
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
  InvokedViaFunctionUrl: z.boolean().optional(),
});

const UrlProperties = z.object({ TargetFunctionArn: z.string(), AuthType: z.string() });

/** Processes of a function: enough for races to be real, and no more than have a core. Each costs 60 MB and, while it loads, a core. */
export const mostProcesses = Math.max(2, Math.min(4, availableParallelism()));

/** Functions that act during a deployment only; the stage does their work. */
const ofTheCdk = /^Custom(CDKBucketDeployment|S3AutoDeleteObjects)/;

function namesOf({ stack, logicalId, properties }: Resource) {
  const name = String(properties.FunctionName ?? `${stack}-${logicalId}`);
  return {
    ref: name,
    attributes: { Arn: `arn:${place.partition}:lambda:${place.region}:${place.account}:function:${name}` },
  };
}

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
  /** Of each function at most. */
  readonly processes?: number;
}

/** The functions of all stacks. */
export function createFunctions({ host, assetPath, onUrl, processes = mostProcesses }: FunctionsOptions): Functions {
  const functions = new Map<string, LambdaFunction>();
  const variables = new Map<string, Record<string, string>>();
  const permissions: z.infer<typeof PermissionProperties>[] = [];
  const urls = new Set<string>();

  const reaping = setInterval(() => {
    for (const one of functions.values()) one.reap(performance.now());
  }, 30_000).unref();

  const find = (reference: string): LambdaFunction | undefined => {
    const arn = /arn:[^/]*?:lambda:[^:]*:[^:]*:function:[^:/]+/.exec(reference)?.[0];
    return [...functions.values()].find(({ definition }) =>
      arn ? definition.arn === arn : definition.physicalName === reference || definition.name === reference,
    );
  };

  const makeFunction = async (resource: Resource): Promise<Provisioned> => {
    const name = /^lambdas\/([a-z0-9-]+)/.exec(String(resource.properties.Description ?? ''))?.[1];
    if (name === undefined) {
      if (!ofTheCdk.test(resource.logicalId)) throw new Error('its description does not begin with its source, lambdas/<name>/');
      return namesOf(resource);
    }
    const properties = propertiesOf(FunctionProperties, resource, [
      'Architectures', // bundles are JavaScript
      'LoggingConfig', // logs go to .stage/logs
      'TracingConfig',
      'Tags',
    ]);
    const made = namesOf(resource);
    const { ref: physicalName, attributes } = made;
    if (!properties.Runtime.startsWith('nodejs')) throw new Error(`runtime ${properties.Runtime} is not supported`);
    if (properties.Code.S3Key === undefined) throw new Error('inline code is not supported');
    if (functions.has(name)) throw new Error(`there are two functions named ${name}`);
    variables.set(name, properties.Environment?.Variables ?? {});
    functions.set(
      name,
      new LambdaFunction(
        {
          name,
          arn: attributes.Arn,
          physicalName,
          description: properties.Description,
          role: properties.Role,
          handler: properties.Handler,
          memory: properties.MemorySize,
          timeoutMs: properties.Timeout * 1000,
          concurrency: Math.min(properties.ReservedConcurrentExecutions ?? processes, processes),
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
    hasPublicUrl: (name) => {
      // New URLs need both: https://docs.aws.amazon.com/lambda/latest/dg/urls-auth.html
      const allowed = (action: string, marked: (one: z.infer<typeof PermissionProperties>) => boolean): boolean =>
        permissions.some(
          (one) =>
            one.Principal === '*' && one.Action === action && marked(one) && find(one.FunctionName)?.definition.name === name,
        );
      return (
        urls.has(name) &&
        allowed('lambda:InvokeFunctionUrl', (one) => one.FunctionUrlAuthType === 'NONE') &&
        allowed('lambda:InvokeFunction', (one) => one.InvokedViaFunctionUrl === true)
      );
    },
    close: async () => {
      clearInterval(reaping);
      await Promise.all([...functions.values()].map((one) => one.close()));
    },
    provisioners: {
      'AWS::Lambda::Function': makeFunction,
      'AWS::Lambda::Permission': async (resource) => {
        permissions.push(propertiesOf(PermissionProperties, resource));
        return { ref: `${resource.stack}-${resource.logicalId}`, attributes: {} };
      },
      'AWS::Lambda::Url': async (resource) => {
        const { TargetFunctionArn, AuthType } = propertiesOf(UrlProperties, resource);
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
