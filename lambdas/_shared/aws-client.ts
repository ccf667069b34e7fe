/**
 * For every AWS client. Without a limit a lost connection would hold an invocation until Lambda ends it; with one, the SDK
 * tries again. A write that was done although its answer was lost is then tried twice: conditional writes must know their own.
 */
export const awsClient = {
  requestHandler: { connectionTimeout: 1_000, requestTimeout: 4_000, throwOnRequestTimeout: true },
} as const;
