import { join } from 'node:path';
import { Aws, Duration } from 'aws-cdk-lib';
import {
  AllowedMethods,
  type BehaviorOptions,
  CachePolicy,
  Function as CloudFrontFunction,
  Distribution,
  FunctionCode,
  FunctionEventType,
  FunctionRuntime,
  HeadersFrameOption,
  HeadersReferrerPolicy,
  HttpVersion,
  type IOrigin,
  OriginRequestCookieBehavior,
  OriginRequestHeaderBehavior,
  OriginRequestPolicy,
  OriginRequestQueryStringBehavior,
  PriceClass,
  ResponseHeadersPolicy,
  ViewerProtocolPolicy,
} from 'aws-cdk-lib/aws-cloudfront';
import { S3BucketOrigin } from 'aws-cdk-lib/aws-cloudfront-origins';
import type { Bucket } from 'aws-cdk-lib/aws-s3';
import { Construct } from 'constructs';
import { accept } from './accepted.ts';
import type { FeatureFunction } from './feature-function.ts';

/**
 * Where browsers load files that customers sent: an origin where nothing else is, so that whatever is in a file reaches no
 * page of ours. It passes requests on to the bucket with the signature that is in their address, and has no right of its own:
 * who may read what for how long is decided by who signed, which is the tenant role.
 */
export class MediaOrigin extends Construct {
  /** https, without a slash at the end. */
  readonly origin: string;

  constructor(scope: Construct, bucket: Bucket) {
    super(scope, 'MediaOrigin');
    const origin = S3BucketOrigin.withBucketDefaults(bucket);
    const responseHeadersPolicy = this.headers();
    const distribution = new Distribution(this, 'Distribution', {
      comment: 'Frontdesk: files of businesses',
      httpVersion: HttpVersion.HTTP2_AND_3,
      priceClass: PriceClass.PRICE_CLASS_ALL,
      defaultBehavior: {
        origin,
        viewerProtocolPolicy: ViewerProtocolPolicy.HTTPS_ONLY,
        allowedMethods: AllowedMethods.ALLOW_GET_HEAD,
        // an address is good for five minutes, here as well
        cachePolicy: CachePolicy.CACHING_DISABLED,
        originRequestPolicy: new OriginRequestPolicy(this, 'Signature', {
          comment: 'Frontdesk: the signature of an address, and nothing that a browser adds',
          queryStringBehavior: OriginRequestQueryStringBehavior.all(),
          headerBehavior: OriginRequestHeaderBehavior.none(),
          cookieBehavior: OriginRequestCookieBehavior.none(),
        }),
        responseHeadersPolicy,
      },
      additionalBehaviors: { '/': this.takingForms(origin, responseHeadersPolicy) },
    });
    this.origin = `https://${distribution.distributionDomainName}`;
    accept(
      distribution,
      { rule: 'AwsSolutions-CFR1', reason: 'Businesses and their employees are in every country.' },
      {
        rule: 'AwsSolutions-CFR2',
        reason: 'A web ACL costs 5 USD a month and 0.60 USD per million requests; without a signature S3 answers nothing.',
        until: '2027-12-31',
      },
      { rule: 'AwsSolutions-CFR3', reason: 'Logs would keep addresses that work for five minutes, and addresses of people.' },
      { rule: 'AwsSolutions-CFR4', reason: 'With the address CloudFront gives, the protocol cannot be chosen.' },
      {
        rule: 'AwsSolutions-CFR7',
        reason:
          'With a right of its own the distribution would serve every file of every business to whoever knows its name. The signature in each address is the right.',
      },
    );
  }

  /** Files come in by forms, whose signed policy says what each may hold. They are posted to the bucket itself, which has no other use here. */
  private takingForms(origin: IOrigin, responseHeadersPolicy: ResponseHeadersPolicy): BehaviorOptions {
    return {
      origin,
      viewerProtocolPolicy: ViewerProtocolPolicy.HTTPS_ONLY,
      allowedMethods: AllowedMethods.ALLOW_ALL,
      cachePolicy: CachePolicy.CACHING_DISABLED,
      originRequestPolicy: new OriginRequestPolicy(this, 'Form', {
        comment: 'Frontdesk: a form, whose content type has the mark between its parts',
        queryStringBehavior: OriginRequestQueryStringBehavior.none(),
        headerBehavior: OriginRequestHeaderBehavior.allowList('Content-Type'),
        cookieBehavior: OriginRequestCookieBehavior.none(),
      }),
      responseHeadersPolicy,
      functionAssociations: [
        {
          eventType: FunctionEventType.VIEWER_REQUEST,
          function: new CloudFrontFunction(this, 'UploadForm', {
            runtime: FunctionRuntime.JS_2_0,
            code: FunctionCode.fromFile({ filePath: join(import.meta.dirname, '..', 'edge', 'upload-form.js') }),
          }),
        },
      ],
    };
  }

  /** Tells a function that makes addresses of files what they begin with. */
  nameFor(fn: FeatureFunction): void {
    fn.tell('mediaOrigin', this.origin);
  }

  private headers(): ResponseHeadersPolicy {
    return new ResponseHeadersPolicy(this, 'Headers', {
      comment: `Frontdesk: files, ${Aws.STACK_NAME}`,
      securityHeadersBehavior: {
        contentTypeOptions: { override: true },
        frameOptions: { frameOption: HeadersFrameOption.DENY, override: true },
        referrerPolicy: { referrerPolicy: HeadersReferrerPolicy.NO_REFERRER, override: true },
        strictTransportSecurity: { accessControlMaxAge: Duration.days(730), includeSubdomains: true, override: true },
        contentSecurityPolicy: {
          // A file that is opened as a page of its own has no origin, runs nothing and loads nothing but itself.
          contentSecurityPolicy:
            "sandbox; default-src 'none'; img-src 'self'; media-src 'self'; style-src 'unsafe-inline'; frame-ancestors 'none'; base-uri 'none'; form-action 'none'",
          override: true,
        },
      },
      customHeadersBehavior: {
        customHeaders: [
          { header: 'Cross-Origin-Resource-Policy', value: 'cross-origin', override: true },
          { header: 'Cross-Origin-Opener-Policy', value: 'same-origin', override: true },
          // The app reads files, for previews: whoever has an address may, and no cookie comes along.
          { header: 'Access-Control-Allow-Origin', value: '*', override: true },
          { header: 'Access-Control-Expose-Headers', value: 'Accept-Ranges, Content-Length, Content-Range', override: true },
          { header: 'X-Robots-Tag', value: 'noindex', override: true },
        ],
      },
    });
  }
}
