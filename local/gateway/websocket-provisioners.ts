import type { IncomingMessage, ServerResponse } from 'node:http';
import * as z from 'zod';
import type { Invokable } from '../functions/registry.ts';
import { type Provisioned, type Provisioners, place } from '../parts.ts';
import { propertiesOf } from '../template/properties.ts';
import { answer, urlOf } from './http.ts';
import { RequestAuthorizer } from './request-authorizer.ts';
import { permitted, shortId } from './rest-provisioners.ts';
import { WebSocketApi } from './websocket-api.ts';
import { routeArn } from './websocket-event.ts';

const ApiProperties = z.object({ ProtocolType: z.literal('WEBSOCKET'), RouteSelectionExpression: z.string() });
const IntegrationProperties = z.object({
  ApiId: z.string(),
  IntegrationType: z.literal('AWS_PROXY'),
  IntegrationUri: z.string(),
});
const RouteProperties = z.object({
  ApiId: z.string(),
  RouteKey: z.string(),
  Target: z.string(),
  AuthorizationType: z.enum(['NONE', 'CUSTOM']).default('NONE'),
  AuthorizerId: z.string().optional(),
  RouteResponseSelectionExpression: z.string().optional(),
});
const AuthorizerProperties = z.object({
  ApiId: z.string(),
  AuthorizerType: z.literal('REQUEST'),
  AuthorizerUri: z.string(),
  IdentitySource: z.array(z.string()).default([]),
});
const StageProperties = z.object({ ApiId: z.string(), StageName: z.string() });

export interface WebSocketApis {
  readonly provisioners: Provisioners;
  /** How a browser connects; undefined when the templates have no WebSocket API. */
  upgrade(): WebSocketApi['upgrade'] | undefined;
  close(): void;
  /** Serves `.../<api>/<stage>/@connections/<id>`. */
  manage(request: IncomingMessage, response: ServerResponse): Promise<void>;
}

export interface WebSocketApisOptions {
  readonly functions: Invokable;
  /** An API has its address now. */
  readonly onStage: (api: WebSocketApi) => void;
  readonly now: () => number;
}

export function createWebSocketApis({ functions, onStage, now }: WebSocketApisOptions): WebSocketApis {
  const apis = new Map<string, WebSocketApi>();
  const integrations = new Map<string, string>();
  const authorizers = new Map<string, RequestAuthorizer>();
  const apiOf = (id: string): WebSocketApi => {
    const api = apis.get(id);
    if (!api) throw new Error(`there is no WebSocket API ${id}`);
    return api;
  };

  return {
    upgrade: () => {
      const [api] = apis.values();
      return api && ((request, socket, head) => api.upgrade(request, socket, head));
    },
    close: () => {
      for (const api of apis.values()) api.close();
    },
    manage: async (request, response) => {
      const [, apiId = '', stage, id = ''] = /\/([^/]+)\/([^/]+)\/@connections\/([^/]+)$/.exec(urlOf(request).pathname) ?? [];
      const api = apis.get(apiId);
      if (!api || api.stage !== stage) return answer(response, 403, {}, '{"message":"Forbidden"}');
      return api.manage(request, response, decodeURIComponent(id));
    },
    provisioners: {
      'AWS::ApiGatewayV2::Api': async (resource): Promise<Provisioned> => {
        const { RouteSelectionExpression } = propertiesOf(ApiProperties, resource, ['Name', 'Description', 'Tags']);
        const id = shortId(resource.stack, resource.logicalId);
        apis.set(id, new WebSocketApi(id, RouteSelectionExpression, now));
        return { ref: id, attributes: { ApiId: id, ApiEndpoint: `wss://${id}.execute-api.${place.region}.${place.urlSuffix}` } };
      },
      'AWS::ApiGatewayV2::Integration': async (resource) => {
        const id = shortId(resource.stack, resource.logicalId);
        integrations.set(id, propertiesOf(IntegrationProperties, resource).IntegrationUri);
        return { ref: id, attributes: {} };
      },
      'AWS::ApiGatewayV2::Authorizer': async (resource) => {
        const { ApiId, AuthorizerUri, IdentitySource } = propertiesOf(AuthorizerProperties, resource, ['Name']);
        const id = shortId(resource.stack, resource.logicalId);
        const source = `arn:${place.partition}:execute-api:${place.region}:${place.account}:${ApiId}/authorizers/${id}`;
        const ask = permitted(functions, AuthorizerUri, 'apigateway.amazonaws.com', source);
        // WebSocket APIs keep no authorizer answers: there is one per connection.
        authorizers.set(id, new RequestAuthorizer({ id, identitySources: IdentitySource, ttlSeconds: 0 }, ask, now));
        return { ref: id, attributes: { AuthorizerId: id } };
      },
      'AWS::ApiGatewayV2::Route': async (resource) => {
        const properties = propertiesOf(RouteProperties, resource, ['OperationName']);
        const { ApiId, RouteKey, AuthorizerId } = properties;
        const uri = integrations.get(properties.Target.replace('integrations/', ''));
        if (uri === undefined) throw new Error(`there is no integration ${properties.Target}`);
        const authorizer = AuthorizerId === undefined ? undefined : authorizers.get(AuthorizerId);
        if ((properties.AuthorizationType === 'CUSTOM') !== (authorizer !== undefined)) {
          throw new Error('AuthorizationType CUSTOM and an authorizer belong together');
        }
        apiOf(ApiId).routes.set(RouteKey, {
          authorizer,
          answers: properties.RouteResponseSelectionExpression !== undefined,
          invoke: (event) =>
            permitted(functions, uri, 'apigateway.amazonaws.com', routeArn(ApiId, apiOf(ApiId).stage, RouteKey))(event),
        });
        return { ref: shortId(resource.stack, resource.logicalId), attributes: {} };
      },
      'AWS::ApiGatewayV2::Stage': async (resource) => {
        const { ApiId, StageName } = propertiesOf(StageProperties, resource, [
          'AutoDeploy',
          'DeploymentId',
          'AccessLogSettings',
          'DefaultRouteSettings', // throttling and logging: see README, what differs
          'Tags',
          'Description',
        ]);
        const api = apiOf(ApiId);
        api.stage = StageName;
        onStage(api);
        return { ref: StageName, attributes: {} };
      },
      'AWS::ApiGatewayV2::Deployment': async (resource) => {
        const id = shortId(resource.stack, resource.logicalId);
        return { ref: id, attributes: { DeploymentId: id } };
      },
    },
  };
}
