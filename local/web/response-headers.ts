import * as z from 'zod';
import type { PolicyHeader } from './distribution.ts';

const Overridable = z.object({ Override: z.boolean() });

export const ResponseHeadersPolicyConfig = z.strictObject({
  Name: z.string(),
  Comment: z.string().optional(),
  CustomHeadersConfig: z
    .object({ Items: z.array(z.object({ Header: z.string(), Value: z.string(), Override: z.boolean() })) })
    .optional(),
  SecurityHeadersConfig: z
    .strictObject({
      ContentSecurityPolicy: Overridable.extend({ ContentSecurityPolicy: z.string() }),
      ContentTypeOptions: Overridable,
      FrameOptions: Overridable.extend({ FrameOption: z.string() }),
      ReferrerPolicy: Overridable.extend({ ReferrerPolicy: z.string() }),
      StrictTransportSecurity: Overridable.extend({
        AccessControlMaxAgeSec: z.number(),
        IncludeSubdomains: z.boolean().default(false),
        Preload: z.boolean().default(false),
      }),
      XSSProtection: Overridable.extend({ Protection: z.boolean(), ModeBlock: z.boolean().default(false) }),
    })
    .partial()
    .optional(),
});

/** The headers that CloudFront adds for a policy. */
export function headersOf({
  CustomHeadersConfig,
  SecurityHeadersConfig: security = {},
}: z.infer<typeof ResponseHeadersPolicyConfig>): PolicyHeader[] {
  const headers: PolicyHeader[] = [];
  const add = (name: string, part: { Override: boolean } | undefined, value: string | undefined): void => {
    if (part && value !== undefined) headers.push({ name, value, override: part.Override });
  };
  const { ContentSecurityPolicy: csp, ContentTypeOptions: type, FrameOptions: frame, ReferrerPolicy: referrer } = security;
  const { StrictTransportSecurity: transport, XSSProtection: xss } = security;
  add('content-security-policy', csp, csp?.ContentSecurityPolicy);
  add('x-content-type-options', type, 'nosniff');
  add('x-frame-options', frame, frame?.FrameOption);
  add('referrer-policy', referrer, referrer?.ReferrerPolicy);
  const subdomains = transport?.IncludeSubdomains ? '; includeSubDomains' : '';
  const preload = transport?.Preload ? '; preload' : '';
  add('strict-transport-security', transport, `max-age=${transport?.AccessControlMaxAgeSec}${subdomains}${preload}`);
  add('x-xss-protection', xss, `${xss?.Protection ? 1 : 0}${xss?.ModeBlock ? '; mode=block' : ''}`);
  for (const { Header, Value, Override } of CustomHeadersConfig?.Items ?? []) add(Header, { Override }, Value);
  return headers;
}
