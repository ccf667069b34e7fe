import { Aws, Duration } from 'aws-cdk-lib';
import { HeadersFrameOption, HeadersReferrerPolicy, ResponseHeadersPolicy } from 'aws-cdk-lib/aws-cloudfront';
import type { Construct } from 'constructs';
import type { RealtimeApi } from './realtime-api.ts';

const everywhere = {
  contentTypeOptions: { override: true },
  frameOptions: { frameOption: HeadersFrameOption.DENY, override: true },
  referrerPolicy: { referrerPolicy: HeadersReferrerPolicy.SAME_ORIGIN, override: true },
  strictTransportSecurity: { accessControlMaxAge: Duration.days(730), includeSubdomains: true, override: true },
};

/** Headers of the app's pages. Nothing but files of messages is loaded from elsewhere, and nothing inline is run. */
export function pageHeaders(scope: Construct, realtime: RealtimeApi, mediaOrigin: string): ResponseHeadersPolicy {
  const socket = `wss://${realtime.api.apiId}.execute-api.${Aws.REGION}.${Aws.URL_SUFFIX}`;
  const policy = [
    "default-src 'none'",
    // Browsers that do not play voice notes get a decoder in WebAssembly; it allows no other code.
    "script-src 'self' 'wasm-unsafe-eval'",
    "style-src 'self'",
    "font-src 'self'",
    `img-src 'self' data: blob: ${mediaOrigin}`,
    `media-src 'self' blob: ${mediaOrigin}`,
    `connect-src 'self' ${socket} ${mediaOrigin}`,
    // The browser's own viewer of PDFs, with bytes that the app gives it as a PDF.
    'frame-src blob:',
    'object-src blob:',
    "manifest-src 'self'",
    "worker-src 'self'",
    "base-uri 'none'",
    "form-action 'self'",
    "frame-ancestors 'none'",
  ];
  return new ResponseHeadersPolicy(scope, 'PageHeaders', {
    comment: 'Frontdesk: pages',
    securityHeadersBehavior: {
      ...everywhere,
      contentSecurityPolicy: { contentSecurityPolicy: policy.join('; '), override: true },
    },
    customHeadersBehavior: {
      customHeaders: [
        {
          header: 'Permissions-Policy',
          // the microphone is for voice notes
          value: 'microphone=(self), camera=(), geolocation=(), payment=(), usb=(), interest-cohort=()',
          override: true,
        },
        { header: 'Cross-Origin-Opener-Policy', value: 'same-origin', override: true },
        { header: 'Cross-Origin-Resource-Policy', value: 'same-origin', override: true },
      ],
    },
  });
}

/** Headers of the API's answers: data, never a page. */
export function apiHeaders(scope: Construct): ResponseHeadersPolicy {
  return new ResponseHeadersPolicy(scope, 'ApiHeaders', {
    comment: 'Frontdesk: API',
    securityHeadersBehavior: {
      ...everywhere,
      contentSecurityPolicy: { contentSecurityPolicy: "default-src 'none'; frame-ancestors 'none'", override: true },
    },
    customHeadersBehavior: {
      customHeaders: [
        { header: 'Cache-Control', value: 'no-store', override: false },
        { header: 'Cross-Origin-Resource-Policy', value: 'same-origin', override: true },
      ],
    },
  });
}
