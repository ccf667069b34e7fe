import { createHash } from 'node:crypto';
import * as z from 'zod';
import type { Invokable } from '../functions/registry.ts';
import type { Outcome } from '../functions/worker.ts';
import { type Provisioned, type Provisioners, place, type Resource } from '../parts.ts';
import { propertiesOf } from '../template/properties.ts';
import { RequestAuthorizer } from './request-authorizer.ts';
import { RestApi, type RestMethod } from './rest-api.ts';
import { addResource, type RouteNode } from './rest-routes.ts';

const ApiProperties = z.object({
  BinaryMediaTypes: z.array(z.string()).default([]),
  MinimumCompressionSize: z.number().default(Number.POSITIVE_INFINITY),
});

const ResourceProperties = z.object({ RestApiId: z.string(), ParentId: z.string(), PathPart: z.string() });

const MethodProperties = z.object({
  RestApiId: z.string(),
  ResourceId: z.string(),
  HttpMethod: z.string(),
  AuthorizationType: z.enum(['NONE', 'CUSTOM']).default('NONE'),
  AuthorizerId: z.string().optional(),
  ApiKeyRequired: z.literal(false).optional(),
  Integration: z.strictObject({
    Type: z.literal('AWS_PROXY'),
    IntegrationHttpMethod: z.literal('POST').optional(),
    Uri: z.string(),
    TimeoutInMillis: z.number().default(29_000),
  }),
});

const AuthorizerProperties = z.object({
  RestApiId: z.string(),
  Type: z.literal('REQUEST'),
  AuthorizerUri: z.string(),
  IdentitySource: z.string().default(''),
  AuthorizerResultTtlInSeconds: z.number().default(300),
});

const GatewayResponseProperties = z.object({
  RestApiId: z.string(),
  ResponseType: z.string(),
  StatusCode: z.coerce.number().optional(),
  ResponseParameters: z.record(z.string(), z.string()).default({}),
  ResponseTemplates: z.record(z.string(), z.string()).default({}),
});

const StageProperties = z.object({ RestApiId: z.string(), StageName: z.string() });

/** Ten lower-case characters, the same at every start. */
export const shortId = (...parts: readonly string[]): string =>
  createHash('sha256').update(parts.join('/')).digest('hex').slice(0, 10);

/** Invokes a function for a service, if a permission of the template lets it; on AWS a missing one is an internal error. */
export function permitted(
  functions: Invokable,
  uri: string,
  principal: string,
  sourceArn: string,
): (event: unknown) => Promise<Outcome> {
  return async (event) => {
    const target = functions.find(uri);
    if (!target) return { ok: false, errorType: 'ResourceNotFoundException', errorMessage: `There is no function ${uri}` };
    if (!functions.mayInvoke(uri, principal, sourceArn)) {
      const errorMessage = `No AWS::Lambda::Permission lets ${principal} invoke ${target.definition.name} for ${sourceArn}`;
      process.stderr.write(`${errorMessage}\n`);
      return { ok: false, errorType: 'AccessDeniedException', errorMessage };
    }
    return target.invoke(event);
  };
}

export interface RestApis {
  readonly provisioners: Provisioners;
  find(id: string): RestApi | undefined;
  list(): readonly RestApi[];
}

export interface RestApisOptions {
  readonly functions: Invokable;
  /** An API has its address now. */
  readonly onStage: (api: RestApi) => void;
  readonly now: () => number;
}

export function createRestApis({ functions, onStage, now }: RestApisOptions): RestApis {
  const apis = new Map<string, RestApi>();
  const nodes = new Map<string, RouteNode<RestMethod>>();
  const apiOf = (id: string): RestApi => {
    const api = apis.get(id);
    if (!api) throw new Error(`there is no REST API ${id}`);
    return api;
  };
  const arn = (id: string, path: string): string =>
    `arn:${place.partition}:execute-api:${place.region}:${place.account}:${id}/${path}`;
  const named = async (resource: Resource, attributes: Record<string, string> = {}): Promise<Provisioned> => ({
    ref: shortId(resource.stack, resource.logicalId),
    attributes,
  });

  return {
    find: (id) => apis.get(id),
    list: () => [...apis.values()],
    provisioners: {
      'AWS::ApiGateway::RestApi': async (resource) => {
        const { BinaryMediaTypes, MinimumCompressionSize } = propertiesOf(ApiProperties, resource, [
          'Name',
          'Description',
          'EndpointConfiguration',
          'Tags',
        ]);
        const id = shortId(resource.stack, resource.logicalId);
        const api = new RestApi(id, { binaryMediaTypes: BinaryMediaTypes, compressFrom: MinimumCompressionSize, now });
        apis.set(id, api);
        nodes.set(`${id}-root`, api.root);
        return { ref: id, attributes: { RootResourceId: `${id}-root`, RestApiId: id } };
      },
      'AWS::ApiGateway::Resource': async (resource) => {
        const { ParentId, PathPart } = propertiesOf(ResourceProperties, resource);
        const parent = nodes.get(ParentId);
        if (!parent) throw new Error(`there is no parent resource ${ParentId}`);
        const id = shortId(resource.stack, resource.logicalId);
        nodes.set(id, addResource(parent, PathPart));
        return { ref: id, attributes: { ResourceId: id } };
      },
      'AWS::ApiGateway::Method': async (resource) => {
        const properties = propertiesOf(MethodProperties, resource, ['OperationName', 'MethodResponses']);
        const node = nodes.get(properties.ResourceId);
        if (!node) throw new Error(`there is no resource ${properties.ResourceId}`);
        if ((properties.AuthorizationType === 'CUSTOM') !== (properties.AuthorizerId !== undefined)) {
          throw new Error('AuthorizationType CUSTOM and an AuthorizerId belong together');
        }
        const { RestApiId: id, HttpMethod: method } = properties;
        const source = (): string => arn(id, `${apiOf(id).stage}/${method === 'ANY' ? '*' : method}${node.path}`);
        const { Uri, TimeoutInMillis } = properties.Integration;
        let invoke: ((event: unknown) => Promise<Outcome>) | undefined;
        node.methods.set(method, {
          resourceId: properties.ResourceId,
          authorizerId: properties.AuthorizerId,
          timeoutMs: TimeoutInMillis,
          invoke: (event) => {
            invoke ??= permitted(functions, Uri, 'apigateway.amazonaws.com', source());
            return invoke(event);
          },
        });
        return named(resource);
      },
      'AWS::ApiGateway::Authorizer': async (resource) => {
        const properties = propertiesOf(AuthorizerProperties, resource, ['Name']);
        const id = shortId(resource.stack, resource.logicalId);
        const ask = permitted(
          functions,
          properties.AuthorizerUri,
          'apigateway.amazonaws.com',
          arn(properties.RestApiId, `authorizers/${id}`),
        );
        const identitySources = properties.IdentitySource.split(',')
          .map((one) => one.trim())
          .filter((one) => one !== '');
        const settings = { id, identitySources, ttlSeconds: properties.AuthorizerResultTtlInSeconds };
        apiOf(properties.RestApiId).authorizers.set(id, new RequestAuthorizer(settings, ask, now));
        return { ref: id, attributes: { AuthorizerId: id } };
      },
      'AWS::ApiGateway::GatewayResponse': async (resource) => {
        const properties = propertiesOf(GatewayResponseProperties, resource);
        apiOf(properties.RestApiId).responses.set(properties.ResponseType, {
          type: properties.ResponseType,
          status: properties.StatusCode,
          parameters: properties.ResponseParameters,
          templates: properties.ResponseTemplates,
        });
        return named(resource);
      },
      'AWS::ApiGateway::Stage': async (resource) => {
        const { RestApiId, StageName } = propertiesOf(StageProperties, resource, [
          'DeploymentId',
          'AccessLogSetting',
          'MethodSettings', // throttling and logging: see README, what differs
          'Tags',
          'Description',
        ]);
        const api = apiOf(RestApiId);
        api.stage = StageName;
        onStage(api);
        return { ref: StageName, attributes: {} };
      },
      'AWS::ApiGateway::Deployment': async (resource) => {
        const id = shortId(resource.stack, resource.logicalId);
        return { ref: id, attributes: { DeploymentId: id } };
      },
    },
  };
}
