import { join } from 'node:path';
import { Aws, Duration } from 'aws-cdk-lib';
import { Certificate } from 'aws-cdk-lib/aws-certificatemanager';
import {
  AllowedMethods,
  type BehaviorOptions,
  CachePolicy,
  Distribution,
  Function as EdgeFunction,
  FunctionCode,
  FunctionEventType,
  FunctionRuntime,
  HttpVersion,
  OriginProtocolPolicy,
  OriginRequestPolicy,
  OriginSslPolicy,
  PriceClass,
  SecurityPolicyProtocol,
  ViewerProtocolPolicy,
} from 'aws-cdk-lib/aws-cloudfront';
import { HttpOrigin, S3BucketOrigin } from 'aws-cdk-lib/aws-cloudfront-origins';
import { BlockPublicAccess, Bucket, BucketEncryption, ObjectOwnership } from 'aws-cdk-lib/aws-s3';
import { Construct } from 'constructs';
import { accept } from './accepted.ts';
import { settingsAt } from './frontdesk-stack.ts';
import type { RealtimeApi } from './realtime-api.ts';
import type { RestRoutes } from './rest-routes.ts';
import { apiHeaders, pageHeaders } from './security-headers.ts';

export interface WebAppProps {
  readonly rest: RestRoutes;
  readonly realtime: RealtimeApi;
  /** Where files of messages are loaded from. */
  readonly mediaOrigin: string;
}

/** The address people open: the app from a private bucket, and under `/v1/` the REST API, so that both are one origin. */
export class WebApp extends Construct {
  readonly bucket: Bucket;
  readonly distribution: Distribution;

  constructor(scope: Construct, props: WebAppProps) {
    super(scope, 'WebApp');
    const { domain, removalPolicy } = settingsAt(this);
    this.bucket = new Bucket(this, 'Bucket', {
      blockPublicAccess: BlockPublicAccess.BLOCK_ALL,
      encryption: BucketEncryption.S3_MANAGED,
      enforceSSL: true,
      minimumTLSVersion: 1.2,
      objectOwnership: ObjectOwnership.BUCKET_OWNER_ENFORCED,
      removalPolicy,
    });
    this.distribution = new Distribution(this, 'Distribution', {
      comment: 'Frontdesk',
      defaultRootObject: 'index.html',
      httpVersion: HttpVersion.HTTP2_AND_3,
      priceClass: PriceClass.PRICE_CLASS_ALL,
      defaultBehavior: this.pages(props),
      additionalBehaviors: { '/v1/*': this.rest(props.rest) },
      ...(domain === undefined
        ? {}
        : {
            domainNames: [domain.name],
            certificate: Certificate.fromCertificateArn(this, 'Certificate', domain.certificateArn),
            minimumProtocolVersion: SecurityPolicyProtocol.TLS_V1_2_2021,
          }),
    });
    this.acceptFindings();
  }

  private acceptFindings(): void {
    accept(this.bucket, {
      rule: 'AwsSolutions-S1',
      reason: 'It holds the published app and nothing else; CloudFront is the only reader.',
    });
    accept(
      this.distribution,
      { rule: 'AwsSolutions-CFR1', reason: 'Businesses and their employees are in every country.' },
      {
        rule: 'AwsSolutions-CFR2',
        reason:
          'A web ACL costs 5 USD a month and 0.60 USD per million requests; behind it are static files and a throttled API.',
        until: '2027-12-31',
      },
      {
        rule: 'AwsSolutions-CFR3',
        reason: 'Logs of static files would add addresses of people; the API has an access log of its own.',
      },
      {
        rule: 'AwsSolutions-CFR4',
        reason:
          'With the address CloudFront gives, the protocol cannot be chosen; with a domain of our own it is TLS 1.2 of 2021.',
      },
    );
  }

  private pages({ realtime, mediaOrigin }: WebAppProps): BehaviorOptions {
    return {
      origin: S3BucketOrigin.withOriginAccessControl(this.bucket),
      viewerProtocolPolicy: ViewerProtocolPolicy.REDIRECT_TO_HTTPS,
      cachePolicy: CachePolicy.CACHING_OPTIMIZED,
      responseHeadersPolicy: pageHeaders(this, realtime, mediaOrigin),
      functionAssociations: [this.onRequest('spa-routing')],
    };
  }

  private rest(rest: RestRoutes): BehaviorOptions {
    return {
      origin: new HttpOrigin(`${rest.api.restApiId}.execute-api.${Aws.REGION}.${Aws.URL_SUFFIX}`, {
        originPath: `/${rest.api.deploymentStage.stageName}`,
        protocolPolicy: OriginProtocolPolicy.HTTPS_ONLY,
        originSslProtocols: [OriginSslPolicy.TLS_V1_2],
        // API Gateway gives up after 29 s
        readTimeout: Duration.seconds(30),
      }),
      viewerProtocolPolicy: ViewerProtocolPolicy.HTTPS_ONLY,
      allowedMethods: AllowedMethods.ALLOW_ALL,
      cachePolicy: CachePolicy.CACHING_DISABLED,
      originRequestPolicy: OriginRequestPolicy.ALL_VIEWER_EXCEPT_HOST_HEADER,
      responseHeadersPolicy: apiHeaders(this),
      functionAssociations: [this.onRequest('forward-host')],
    };
  }

  private onRequest(name: 'spa-routing' | 'forward-host') {
    const code = FunctionCode.fromFile({ filePath: join(import.meta.dirname, '..', 'edge', `${name}.js`) });
    return {
      function: new EdgeFunction(this, name, { code, runtime: FunctionRuntime.JS_2_0, comment: `lib/edge/${name}.js` }),
      eventType: FunctionEventType.VIEWER_REQUEST,
    };
  }
}
