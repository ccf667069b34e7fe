import { at, isObject, listOf, type World } from '../world.ts';
import { remove, set, the, type Weakening } from './weaken.ts';

const distribution = (world: World) => the(world, 'AWS::CloudFront::Distribution', /WebApp/).properties;
const headers = (world: World) => the(world, 'AWS::CloudFront::ResponseHeadersPolicy', /PageHeaders/).properties;
const apiBehaviour = ['DistributionConfig', 'CacheBehaviors', 0];
const csp = ['ResponseHeadersPolicyConfig', 'SecurityHeadersConfig', 'ContentSecurityPolicy', 'ContentSecurityPolicy'];

/** Changes the text of a content security policy, which is joined of parts. */
function rewrite(world: World, from: string | RegExp, to: string): void {
  const text = JSON.stringify(at(headers(world), ...csp));
  set(headers(world), csp, JSON.parse(text.replace(from, to)));
}

const mediaHeaders = (world: World) => the(world, 'AWS::CloudFront::ResponseHeadersPolicy', /MediaOrigin/).properties;

const memberMethod = (world: World) => the(world, 'AWS::ApiGateway::Method', /conversations\/GET/);

export const edgeWeakenings: readonly Weakening[] = [
  {
    what: 'auth NONE on a method',
    breaks: 'strangers reach what is approved, no more and no less',
    nag: 'AwsSolutions-APIG4',
    change: (world) => set(memberMethod(world).properties, ['AuthorizationType'], 'NONE'),
  },
  {
    what: 'a second function with an address',
    breaks: 'strangers reach what is approved, no more and no less',
    change: (world) => {
      const template = world.templates['frontdesk-prod-messaging'];
      const url = the(world, 'AWS::Lambda::Url');
      const other = the(world, 'AWS::Lambda::Function', /Inbound/);
      if (template === undefined) throw new Error('There is no messaging stack');
      const properties = { ...url.properties, TargetFunctionArn: { 'Fn::GetAtt': [other.id, 'Arn'] } };
      template.Resources.Another = { ...url.raw, Properties: properties };
    },
  },
  {
    what: 'files of customers that may act as pages',
    breaks: 'files of customers are an origin of their own, where nothing runs and nobody has a right without a signature',
    change: (world) => set(mediaHeaders(world), csp, "default-src 'none'"),
  },
  {
    what: 'hosted sign-in pages',
    breaks: 'strangers reach what is approved, no more and no less',
    change: (world) => {
      const template = world.templates['frontdesk-prod-data'];
      if (template !== undefined)
        template.Resources.Pages = { Type: 'AWS::Cognito::UserPoolDomain', Properties: { Domain: 'frontdesk' } };
    },
  },
  {
    what: 'a method that does not ask for the business',
    breaks: 'each route of the contract is one method, guarded as its access says and answered by its feature',
    change: (world) =>
      set(
        memberMethod(world).properties,
        ['AuthorizerId'],
        the(world, 'AWS::ApiGateway::Method', /me\/GET/).properties.AuthorizerId,
      ),
  },
  {
    what: 'a route that is missing',
    breaks: 'each route of the contract is one method, guarded as its access says and answered by its feature',
    change: (world) => remove(world, memberMethod(world)),
  },
  {
    what: 'a method beside the contract',
    breaks: 'each route of the contract is one method, guarded as its access says and answered by its feature',
    change: (world) => set(memberMethod(world).properties, ['HttpMethod'], 'ANY'),
  },
  {
    what: 'an authorizer that remembers for an hour',
    breaks: 'an authorizer asks again after a minute',
    change: (world) => set(the(world, 'AWS::ApiGateway::Authorizer').properties, ['AuthorizerResultTtlInSeconds'], 3600),
  },
  {
    what: 'a WebSocket without a ticket',
    breaks: 'a WebSocket opens with a ticket, and has the three routes that are needed',
    nag: 'AwsSolutions-APIG4',
    change: (world) => set(the(world, 'AWS::ApiGatewayV2::Route', /connect-Route/).properties, ['AuthorizationType'], 'NONE'),
  },
  {
    what: 'a REST API without a limit',
    breaks: 'an API is throttled',
    nag: 'Serverless-APIGWDefaultThrottling',
    change: (world) => set(the(world, 'AWS::ApiGateway::Stage').properties, ['MethodSettings'], undefined),
  },
  {
    what: 'a WebSocket API without a limit',
    breaks: 'an API is throttled',
    change: (world) => set(the(world, 'AWS::ApiGatewayV2::Stage').properties, ['DefaultRouteSettings'], undefined),
  },
  {
    what: 'an API without a log',
    breaks: 'an API notes each request, and nothing in it that is about people',
    nag: 'AwsSolutions-APIG1',
    change: (world) => set(the(world, 'AWS::ApiGateway::Stage').properties, ['AccessLogSetting'], undefined),
  },
  {
    what: 'addresses of people in a log',
    breaks: 'an API notes each request, and nothing in it that is about people',
    change: (world) =>
      set(
        the(world, 'AWS::ApiGatewayV2::Stage').properties,
        ['AccessLogSettings', 'Format'],
        '{"ip":"$context.identity.sourceIp"}',
      ),
  },
  {
    what: 'an error in another shape',
    breaks: 'API Gateway answers errors in the shape of the contract',
    change: (world) =>
      set(
        the(world, 'AWS::ApiGateway::GatewayResponse').properties,
        ['ResponseTemplates', 'application/json'],
        '{"message":$context.error.messageString}',
      ),
  },
  {
    what: 'other sites allowed',
    breaks: 'no other site may call the API from a browser',
    change: (world) => set(memberMethod(world).properties, ['HttpMethod'], 'OPTIONS'),
  },
  {
    what: 'inline scripts',
    breaks: 'pages run no script and load nothing that is not ours',
    change: (world) => rewrite(world, "script-src 'self'", "script-src 'self' 'unsafe-inline'"),
  },
  {
    what: 'a page that cannot open its WebSocket',
    breaks: 'pages may open the WebSocket of their own stage',
    change: (world) => rewrite(world, 'wss://', 'https://'),
  },
  {
    what: 'no HSTS',
    breaks: 'answers carry the security headers',
    change: (world) =>
      set(headers(world), ['ResponseHeadersPolicyConfig', 'SecurityHeadersConfig', 'StrictTransportSecurity'], undefined),
  },
  {
    what: 'an API without security headers',
    breaks: 'answers carry the security headers',
    change: (world) => set(distribution(world), [...apiBehaviour, 'ResponseHeadersPolicyId'], undefined),
  },
  {
    what: 'the camera',
    breaks: 'pages may use the microphone and no other device',
    change: (world) => {
      const items = listOf(at(headers(world), 'ResponseHeadersPolicyConfig', 'CustomHeadersConfig', 'Items'));
      const policy = items.find((item) => at(item, 'Header') === 'Permissions-Policy');
      if (isObject(policy)) policy.Value = 'microphone=(self)';
    },
  },
  {
    what: 'pages without TLS',
    breaks: 'everything is served by HTTPS',
    change: (world) =>
      set(distribution(world), ['DistributionConfig', 'DefaultCacheBehavior', 'ViewerProtocolPolicy'], 'allow-all'),
  },
  {
    what: 'answers of one person given to another',
    breaks: 'answers of the API are not cached, and know which host the browser asked for',
    change: (world) => set(distribution(world), [...apiBehaviour, 'CachePolicyId'], '658327ea-f89d-4fab-a63d-7e88639e58f6'),
  },
  {
    what: 'a bucket read without access control',
    breaks: 'CloudFront alone reads the bucket of the web app',
    nag: 'AwsSolutions-CFR7',
    change: (world) => {
      for (const origin of listOf(at(distribution(world), 'DistributionConfig', 'Origins'))) {
        if (isObject(origin)) delete origin.OriginAccessControlId;
      }
    },
  },
];
