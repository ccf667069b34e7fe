import { at, listOf, nameOf, ofType, type Resource, type Rule, target, textOf, type World } from '../world.ts';

/** AWS's own cache policy "CachingDisabled". https://docs.aws.amazon.com/AmazonCloudFront/latest/DeveloperGuide/using-managed-cache-policies.html */
const cachingDisabled = '4135ea2d-6df8-44a3-9df3-4b5a84be39ad';

const behavioursOf = ({ properties }: Resource): readonly unknown[] => [
  at(properties, 'DistributionConfig', 'DefaultCacheBehavior'),
  ...listOf(at(properties, 'DistributionConfig', 'CacheBehaviors')),
];

const headersOf = (world: World, distribution: Resource, behaviour: unknown): unknown => {
  const policy = target(world, distribution, at(behaviour, 'ResponseHeadersPolicyId'));
  return at(policy?.properties, 'ResponseHeadersPolicyConfig');
};

const cspOf = (headers: unknown): ReadonlyMap<string, string> => {
  const text = textOf(at(headers, 'SecurityHeadersConfig', 'ContentSecurityPolicy', 'ContentSecurityPolicy'));
  return new Map(
    text.split('; ').map((directive) => {
      const space = directive.indexOf(' ');
      return [directive.slice(0, space), directive.slice(space + 1)];
    }),
  );
};

/** The web app has a first page; what else there is serves files. */
const isApp = ({ properties }: Resource): boolean => at(properties, 'DistributionConfig', 'DefaultRootObject') !== undefined;

const each = (which: (one: Resource) => boolean, check: (one: Resource, world: World) => boolean) => (world: World) =>
  ofType(world, 'AWS::CloudFront::Distribution')
    .filter((one) => which(one) && !check(one, world))
    .map(nameOf);
const eachDistribution = (check: (one: Resource, world: World) => boolean) => each(isApp, check);

export const webRules: readonly Rule[] = [
  {
    name: 'files of customers are an origin of their own, where nothing runs and nobody has a right without a signature',
    check: each(
      (one) => !isApp(one),
      (one, world) => {
        const [reading, posting, ...others] = behavioursOf(one);
        const forwarded = (behaviour: unknown): unknown =>
          at(target(world, one, at(behaviour, 'OriginRequestPolicyId'))?.properties, 'OriginRequestPolicyConfig');
        const isQuiet = (behaviour: unknown): boolean => {
          const security = at(headersOf(world, one, behaviour), 'SecurityHeadersConfig');
          const csp = textOf(at(security, 'ContentSecurityPolicy', 'ContentSecurityPolicy'));
          return (
            csp.startsWith("sandbox; default-src 'none'; ") &&
            !/script-src|allow-/.test(csp) &&
            at(security, 'ContentTypeOptions', 'Override') === true &&
            at(security, 'ReferrerPolicy', 'ReferrerPolicy') === 'no-referrer' &&
            at(behaviour, 'CachePolicyId') === cachingDisabled &&
            at(behaviour, 'ViewerProtocolPolicy') === 'https-only' &&
            at(forwarded(behaviour), 'CookiesConfig', 'CookieBehavior') === 'none'
          );
        };
        return (
          others.length === 0 &&
          isQuiet(reading) &&
          isQuiet(posting) &&
          JSON.stringify(at(reading, 'AllowedMethods')) === '["GET","HEAD"]' &&
          at(forwarded(reading), 'HeadersConfig', 'HeaderBehavior') === 'none' &&
          // Forms, whose signed policy says what they may hold, and nothing at a path of its own.
          at(posting, 'PathPattern') === '/' &&
          JSON.stringify(at(forwarded(posting), 'HeadersConfig', 'Headers')) === '["Content-Type"]' &&
          at(forwarded(posting), 'QueryStringsConfig', 'QueryStringBehavior') === 'none' &&
          listOf(at(one.properties, 'DistributionConfig', 'Origins')).every(
            (origin) => at(origin, 'OriginAccessControlId') === undefined,
          )
        );
      },
    ),
  },
  {
    name: 'pages run no script and load nothing that is not ours',
    check: eachDistribution((one, world) => {
      const csp = cspOf(headersOf(world, one, behavioursOf(one)[0]));
      const sources = [...csp].filter(([name]) => name.endsWith('-src')).flatMap(([, value]) => value.split(' '));
      const ours = sources.every(
        (source) =>
          ["'none'", "'self'", "'wasm-unsafe-eval'", 'data:', 'blob:'].includes(source) ||
          /^(wss:\/\/<[^>]+>\.execute-api\.|https:\/\/<[^>]*MediaOrigin[^>]+>$)/.test(source),
      );
      return (
        ours &&
        csp.get('default-src') === "'none'" &&
        csp.get('script-src') === "'self' 'wasm-unsafe-eval'" &&
        csp.get('frame-ancestors') === "'none'" &&
        csp.get('base-uri') === "'none'"
      );
    }),
  },
  {
    name: 'pages may open the WebSocket of their own stage',
    check: eachDistribution((one, world) =>
      /wss:\/\/<[^>]+>\.execute-api\./.test(cspOf(headersOf(world, one, behavioursOf(one)[0])).get('connect-src') ?? ''),
    ),
  },
  {
    name: 'answers carry the security headers',
    check: eachDistribution((one, world) =>
      behavioursOf(one).every((behaviour) => {
        const security = at(headersOf(world, one, behaviour), 'SecurityHeadersConfig');
        return (
          Number(at(security, 'StrictTransportSecurity', 'AccessControlMaxAgeSec')) >= 31_536_000 &&
          at(security, 'ContentTypeOptions', 'Override') === true &&
          at(security, 'FrameOptions', 'FrameOption') === 'DENY' &&
          at(security, 'ReferrerPolicy', 'ReferrerPolicy') === 'same-origin' &&
          at(security, 'ContentSecurityPolicy', 'ContentSecurityPolicy') !== undefined
        );
      }),
    ),
  },
  {
    name: 'pages may use the microphone and no other device',
    check: eachDistribution((one, world) => {
      const custom = listOf(at(headersOf(world, one, behavioursOf(one)[0]), 'CustomHeadersConfig', 'Items'));
      const value = String(
        at(
          custom.find((header) => at(header, 'Header') === 'Permissions-Policy'),
          'Value',
        ),
      );
      return value.includes('microphone=(self)') && value.includes('camera=()') && value.includes('geolocation=()');
    }),
  },
  {
    name: 'everything is served by HTTPS',
    check: eachDistribution((one) =>
      behavioursOf(one).every((behaviour) =>
        ['redirect-to-https', 'https-only'].includes(String(at(behaviour, 'ViewerProtocolPolicy'))),
      ),
    ),
  },
  {
    name: 'answers of the API are not cached, and know which host the browser asked for',
    check: eachDistribution((one, world) => {
      const rest = behavioursOf(one).find((behaviour) => at(behaviour, 'PathPattern') === '/v1/*');
      const edge = target(world, one, at(rest, 'FunctionAssociations', 0, 'FunctionARN'));
      return at(rest, 'CachePolicyId') === cachingDisabled && String(edge?.properties.FunctionCode).includes('x-forwarded-host');
    }),
  },
  {
    name: 'CloudFront alone reads the bucket of the web app',
    check: eachDistribution((one) =>
      listOf(at(one.properties, 'DistributionConfig', 'Origins'))
        .filter((origin) => at(origin, 'S3OriginConfig') !== undefined)
        .every((origin) => at(origin, 'OriginAccessControlId') !== undefined),
    ),
  },
];
