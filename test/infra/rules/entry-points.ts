import { api } from '../../../contract/api.ts';
import { Problem } from '../../../contract/problem.ts';
import type { Route } from '../../../contract/route.ts';
import { publicEntryPoints } from '../approved.ts';
import {
  at,
  featureOf,
  listOf,
  mentioned,
  nameOf,
  ofType,
  type Resource,
  type Rule,
  target,
  textOf,
  type World,
} from '../world.ts';

const methodsOf = (world: World): readonly Resource[] => ofType(world, 'AWS::ApiGateway::Method');

/** `/v1/things/{id}` of a method. */
function pathOf(world: World, method: Resource): string {
  const parts: string[] = [];
  let at = target(world, method, method.properties.ResourceId);
  while (at?.type === 'AWS::ApiGateway::Resource') {
    parts.unshift(String(at.properties.PathPart));
    at = target(world, at, at.properties.ParentId);
  }
  return `/${parts.join('/')}`;
}

const callOf = (world: World, method: Resource): string => `${String(method.properties.HttpMethod)} ${pathOf(world, method)}`;

const calledBy = (world: World, from: Resource, value: unknown): Resource | undefined =>
  mentioned(world, from, value).find(({ type }) => type === 'AWS::Lambda::Function');

/** Functions that run before anybody has shown who they are. */
export function strangersMayCall(world: World): readonly Resource[] {
  const found = [
    ...ofType(world, 'AWS::Lambda::Url').map((url) => calledBy(world, url, url.properties.TargetFunctionArn)),
    ...ofType(world, 'AWS::ApiGateway::Authorizer', 'AWS::ApiGatewayV2::Authorizer').map((one) =>
      calledBy(world, one, one.properties.AuthorizerUri),
    ),
    ...methodsOf(world)
      .filter(({ properties }) => properties.AuthorizationType === 'NONE')
      .map((method) => calledBy(world, method, at(method.properties, 'Integration', 'Uri'))),
  ];
  return [...new Set(found)].filter((fn) => fn !== undefined);
}

/** What strangers reach through a resource; undefined where they do not. */
function entryPoint(world: World, one: Resource): string | undefined {
  switch (one.type) {
    case 'AWS::Lambda::Url':
      return `address of ${featureOf(calledBy(world, one, one.properties.TargetFunctionArn))}`;
    case 'AWS::ApiGateway::RestApi':
      return 'REST API';
    case 'AWS::ApiGateway::Method':
      return one.properties.AuthorizationType === 'NONE' ? callOf(world, one) : undefined;
    case 'AWS::ApiGatewayV2::Api':
      return `${one.properties.ProtocolType === 'WEBSOCKET' ? 'WebSocket' : 'HTTP'} API`;
    case 'AWS::CloudFront::Distribution':
      return 'CloudFront distribution';
    case 'AWS::Cognito::UserPool':
      return 'user pool';
    case 'AWS::AppSync::GraphQLApi':
    case 'AWS::Cognito::UserPoolDomain':
    case 'AWS::EC2::Instance':
    case 'AWS::ElasticLoadBalancingV2::LoadBalancer':
      return one.type;
    default:
      return undefined;
  }
}

const stagesOf = (world: World): readonly string[] => [...new Set(world.resources.map(({ stage }) => stage))];

const within = (world: World, stage: string): World => ({
  ...world,
  resources: world.resources.filter((one) => one.stage === stage),
});

const routes: readonly { readonly feature: string; readonly route: Route }[] = api.flatMap(({ feature, routes: group }) =>
  Object.values<Route>(group).map((route) => ({ feature, route })),
);

/** What guards a method, by the headers its authorizer asks for. */
function guardOf(world: World, method: Resource): string {
  if (method.properties.AuthorizationType !== 'CUSTOM') return String(method.properties.AuthorizationType);
  return textOf(target(world, method, method.properties.AuthorizerId)?.properties.IdentitySource);
}

function guardFor({ access }: Route): string {
  if (access === 'public') return 'NONE';
  return `method.request.header.Authorization${access === 'signed-in' || access === 'platform' ? '' : ',method.request.header.X-Business-Id'}`;
}

/** Variables an access log may hold: nothing that names a person, and no path or query, which hold ids and tickets. */
const loggable = [
  'authorizer.tenant',
  'connectionId',
  'error.responseType',
  'eventType',
  'httpMethod',
  'integrationLatency',
  'requestId',
  'resourcePath',
  'responseLatency',
  'responseLength',
  'routeKey',
  'status',
];

function parsed(text: unknown): unknown {
  try {
    return JSON.parse(String(text));
  } catch {
    return undefined;
  }
}

export const entryPointRules: readonly Rule[] = [
  {
    name: 'strangers reach what is approved, no more and no less',
    check: (world) =>
      stagesOf(world).flatMap((stage) => {
        const found = within(world, stage).resources.flatMap((one) => {
          const what = entryPoint(world, one);
          return what === undefined ? [] : [`${one.stack}: ${what}`];
        });
        const unexpected = found
          .filter((what) => !publicEntryPoints.includes(what))
          .map((what) => `${stage}: ${what} is not approved`);
        const missing = publicEntryPoints.filter((what) => !found.includes(what)).map((what) => `${stage}: ${what} is gone`);
        return [...unexpected, ...missing];
      }),
  },
  {
    name: 'each route of the contract is one method, guarded as its access says and answered by its feature',
    check: (world) =>
      stagesOf(world).flatMap((stage) => {
        const one = within(world, stage);
        const built = methodsOf(one).map((method) => {
          const feature = featureOf(calledBy(one, method, at(method.properties, 'Integration', 'Uri')));
          return `${callOf(one, method)} by ${feature} behind ${guardOf(one, method)}`;
        });
        const wanted = routes.map(
          ({ feature, route }) => `${route.method} ${route.path} by ${feature} behind ${guardFor(route)}`,
        );
        const unwanted = built.filter((method) => !wanted.includes(method));
        const missing = wanted.filter((method) => built.filter((other) => other === method).length !== 1);
        return [
          ...unwanted.map((method) => `${stage}: not in the contract: ${method}`),
          ...missing.map((method) => `${stage}: missing: ${method}`),
        ];
      }),
  },
  {
    name: 'an authorizer asks again after a minute',
    check: (world) =>
      ofType(world, 'AWS::ApiGateway::Authorizer')
        .filter(({ properties }) => !(properties.Type === 'REQUEST' && Number(properties.AuthorizerResultTtlInSeconds) <= 60))
        .map(nameOf),
  },
  {
    name: 'a WebSocket opens with a ticket, and has the three routes that are needed',
    check: (world) =>
      ofType(world, 'AWS::ApiGatewayV2::Api').flatMap((one) => {
        const all = ofType(world, 'AWS::ApiGatewayV2::Route').filter(({ stage }) => stage === one.stage);
        const connect = all.find(({ properties }) => properties.RouteKey === '$connect');
        const authorizer = connect && target(world, connect, connect.properties.AuthorizerId);
        const keys = all.map(({ properties }) => String(properties.RouteKey)).sort();
        const guarded =
          connect?.properties.AuthorizationType === 'CUSTOM' &&
          JSON.stringify(authorizer?.properties.IdentitySource) === '["route.request.querystring.ticket"]';
        return guarded && JSON.stringify(keys) === '["$connect","$default","$disconnect"]' ? [] : [nameOf(one)];
      }),
  },
  {
    name: 'an API is throttled',
    check: (world) => [
      ...ofType(world, 'AWS::ApiGateway::Stage')
        .filter(({ properties }) => !(Number(at(properties, 'MethodSettings', 0, 'ThrottlingRateLimit')) > 0))
        .map(nameOf),
      ...ofType(world, 'AWS::ApiGatewayV2::Stage')
        .filter(({ properties }) => !(Number(at(properties, 'DefaultRouteSettings', 'ThrottlingRateLimit')) > 0))
        .map(nameOf),
    ],
  },
  {
    name: 'an API notes each request, and nothing in it that is about people',
    check: (world) =>
      ofType(world, 'AWS::ApiGateway::Stage', 'AWS::ApiGatewayV2::Stage')
        .filter(({ properties }) => {
          const format = String(
            at(properties, 'AccessLogSetting', 'Format') ?? at(properties, 'AccessLogSettings', 'Format') ?? '',
          );
          const held = [...format.matchAll(/\$context\.([\w.]+)/g)].map(([, variable]) => variable ?? '');
          const traced = at(properties, 'MethodSettings', 0, 'DataTraceEnabled') === true;
          return traced || held.length === 0 || held.some((variable) => !loggable.includes(variable));
        })
        .map(nameOf),
  },
  {
    name: 'API Gateway answers errors in the shape of the contract',
    check: (world) => {
      const answers = ofType(world, 'AWS::ApiGateway::GatewayResponse');
      const broken = answers.filter(({ properties }) => {
        const problem = Problem.safeParse(parsed(at(properties, 'ResponseTemplates', 'application/json')));
        return !(
          problem.success &&
          String(problem.data.status) === properties.StatusCode &&
          at(properties, 'ResponseParameters', 'gatewayresponse.header.Content-Type') === "'application/problem+json'" &&
          (problem.data.status !== 429 ||
            /^'[1-9]\d*'$/.test(String(at(properties, 'ResponseParameters', 'gatewayresponse.header.Retry-After'))))
        );
      });
      const needed = [
        'UNAUTHORIZED',
        'ACCESS_DENIED',
        'MISSING_AUTHENTICATION_TOKEN',
        'REQUEST_TOO_LARGE',
        'THROTTLED',
        'DEFAULT_4XX',
        'DEFAULT_5XX',
      ];
      const missing = stagesOf(world).flatMap((stage) =>
        needed
          .filter((type) => !answers.some((one) => one.stage === stage && one.properties.ResponseType === type))
          .map((type) => `${stage}: nothing for ${type}`),
      );
      return [...broken.map(nameOf), ...missing];
    },
  },
  {
    name: 'no other site may call the API from a browser',
    check: (world) =>
      methodsOf(world)
        .filter(
          ({ properties }) =>
            properties.HttpMethod === 'OPTIONS' || listOf(at(properties, 'Integration', 'IntegrationResponses')).length > 0,
        )
        .map(nameOf),
  },
];
