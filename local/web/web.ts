import { readdir } from 'node:fs/promises';
import * as z from 'zod';
import type { Addresses } from '../functions/addresses.ts';
import { domainOf } from '../gateway/rest-event.ts';
import { type RestApis, shortId } from '../gateway/rest-provisioners.ts';
import { type Provisioners, place, type RequestHandler } from '../parts.ts';
import { createDistribution, DistributionConfig, type PolicyHeader } from './distribution.ts';
import { type DeployedFolder, serveFolders } from './files.ts';
import { headersOf, ResponseHeadersPolicyConfig } from './response-headers.ts';

const Deployment = z.object({
  SourceObjectKeys: z.array(z.string()),
  DestinationBucketName: z.string(),
  SystemMetadata: z.object({ 'cache-control': z.string().optional() }).default({}),
});

interface Deployed extends DeployedFolder {
  readonly bucket: string;
  /** What was in the folder when it was deployed: tells which files of a new build belong to it. */
  readonly names: readonly string[];
}

export interface Web {
  readonly provisioners: Provisioners;
  /** Serves the distribution of the web app; undefined when the templates have none. */
  handler(): RequestHandler | undefined;
  /** Serves the distribution that files of businesses are loaded from. */
  filesHandler(): RequestHandler | undefined;
  /** From now on the files of this folder are served, as if they had been deployed. */
  swap(folder: string): void;
}

export interface WebOptions {
  readonly rest: RestApis;
  readonly addresses: Addresses;
  readonly assetPath: (key: string) => string;
  /** Files of businesses: the origin that browsers load them from, and who answers for a bucket by presigned addresses. */
  readonly files: { readonly origin: string; readonly bucket: (name: string) => RequestHandler };
}

const bucketOf = (domainName: string): string | undefined => /^(.+?)\.s3[.-]/.exec(domainName)?.[1];

/** CloudFront and the files it serves. */
export function createWeb({ rest, addresses, assetPath, files }: WebOptions): Web {
  const functions = new Map<string, string>();
  const policies = new Map<string, PolicyHeader[]>();
  const deployments: Deployed[] = [];
  let app: RequestHandler | undefined;
  let ofFiles: RequestHandler | undefined;
  let swapped: string | undefined;

  const foldersOf = (bucket: string): DeployedFolder[] => {
    const own = deployments.filter((one) => one.bucket === bucket);
    if (swapped === undefined) return own;
    const folder = swapped;
    // A new build is one folder: each file goes where its top folder went at the deployment, new ones where the pages are.
    const owner = (path: string): Deployed | undefined => {
      const [, top = ''] = path.split('/');
      return own.find(({ names }) => names.includes(top)) ?? own.at(-1);
    };
    return own.map((one) => ({ folder, cacheControl: one.cacheControl, holds: (path) => owner(path) === one }));
  };
  const bucketHandlers = new Map<string, RequestHandler>();
  const origin = (domainName: string): RequestHandler | undefined => {
    const api = rest.list().find(({ id }) => domainOf(id) === domainName);
    if (api) return (request, response) => api.handle(request, response);
    const bucket = bucketOf(domainName);
    if (bucket === undefined) return undefined;
    const known = bucketHandlers.get(bucket) ?? serveFolders(() => foldersOf(bucket));
    bucketHandlers.set(bucket, known);
    return known;
  };

  return {
    handler: () => app,
    filesHandler: () => ofFiles,
    swap: (folder) => {
      swapped = folder;
    },
    provisioners: {
      'AWS::CloudFront::Function': async ({ stack, logicalId, properties }) => {
        const { FunctionCode } = z.object({ FunctionCode: z.string() }).parse(properties);
        const arn = `arn:${place.partition}:cloudfront::${place.account}:function/${stack}-${logicalId}`;
        functions.set(arn, FunctionCode);
        return { ref: arn, attributes: { FunctionARN: arn, 'FunctionMetadata.FunctionARN': arn, Stage: 'LIVE' } };
      },
      'AWS::CloudFront::ResponseHeadersPolicy': async ({ stack, logicalId, properties }) => {
        const config = ResponseHeadersPolicyConfig.parse(properties.ResponseHeadersPolicyConfig);
        const id = shortId(stack, logicalId);
        policies.set(
          id,
          headersOf(config).map((header) => ({ ...header, value: addresses.rewrite(header.value) })),
        );
        return { ref: id, attributes: { Id: id } };
      },
      'AWS::CloudFront::OriginAccessControl': async ({ stack, logicalId }) => {
        const id = shortId(stack, logicalId);
        return { ref: id, attributes: { Id: id } };
      },
      'AWS::CloudFront::Distribution': async ({ stack, logicalId, properties }) => {
        const config = DistributionConfig.parse(properties.DistributionConfig);
        const id = shortId(stack, logicalId);
        // What has a first page is the app. The other passes addresses with their signature on to its bucket.
        const isApp = config.DefaultRootObject !== '';
        const domainName = `${id}.cloudfront.net`;
        const distribution = createDistribution(config, {
          functionCode: (arn) => functions.get(arn),
          headers: (policyId) => policies.get(policyId) ?? [],
          origin: isApp ? origin : (name) => files.bucket(bucketOf(name) ?? ''),
        });
        if (isApp) app = distribution;
        else {
          ofFiles = distribution;
          addresses.add(`https://${domainName}`, files.origin);
        }
        return { ref: id, attributes: { Id: id, DomainName: domainName } };
      },
      'Custom::CDKBucketDeployment': async ({ stack, logicalId, properties }) => {
        const { SourceObjectKeys, DestinationBucketName: bucket, SystemMetadata } = Deployment.parse(properties);
        for (const key of SourceObjectKeys) {
          const folder = assetPath(key);
          deployments.push({ bucket, folder, names: await readdir(folder), cacheControl: SystemMetadata['cache-control'] });
        }
        return { ref: `${stack}-${logicalId}`, attributes: { DestinationBucketArn: `arn:aws:s3:::${bucket}` } };
      },
    },
  };
}
