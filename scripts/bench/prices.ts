/**
 * AWS list prices in USD, us-east-1, on demand, without free tier.
 * Sources: https://aws.amazon.com/dynamodb/pricing/on-demand/ · https://aws.amazon.com/sqs/pricing/ ·
 * https://aws.amazon.com/lambda/pricing/ (arm64) · https://aws.amazon.com/api-gateway/pricing/ · https://aws.amazon.com/s3/pricing/
 */
export const prices = {
  writeUnit: 0.625e-6,
  readUnit: 0.125e-6,
  /** Each API request of up to 64 KB to a FIFO queue: send, receive and delete, batched or not. */
  fifoRequest: 0.5e-6,
  invocation: 0.2e-6,
  gigabyteSecond: 0.0000133334,
  /** A frame of up to 32 KB to or from one connection. */
  webSocketMessage: 1e-6,
  restRequest: 3.5e-6,
  s3Put: 5e-6,
  kmsRequest: 3e-6,
} as const;
