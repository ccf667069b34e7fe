import type { FifoMessage, SendFifo } from './queue.ts';
import { queueJson } from './queue-json.ts';
import { type SendSigned, signedRequests } from './signed-request.ts';

/** `fifoSender` for functions that send so rarely that the SDK's client would only cost their start. */
export function signedFifoSender(
  queueUrl: string,
  env: NodeJS.ProcessEnv,
  send: SendSigned = signedRequests(env, { retries: 2, timeoutMs: 3_000 }),
): SendFifo {
  const endpoint = env.AWS_ENDPOINT_URL_SQS ?? env.AWS_ENDPOINT_URL ?? new URL(queueUrl).origin;
  return async ({ group, deduplication, body }: FifoMessage) => {
    const { status } = await send({
      service: 'sqs',
      method: 'POST',
      url: `${endpoint.replace(/\/$/, '')}/`,
      headers: { 'content-type': 'application/x-amz-json-1.0', 'x-amz-target': 'AmazonSQS.SendMessage' },
      body: JSON.stringify({
        QueueUrl: queueUrl,
        MessageBody: queueJson(body),
        MessageGroupId: group,
        MessageDeduplicationId: deduplication,
      }),
    });
    if (status !== 200) throw new Error(`SendMessage answered ${status}`);
  };
}
