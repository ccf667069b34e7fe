import type { FifoMessage, SendFifo } from './queue.ts';
import { queueJson } from './queue-json.ts';
import { type SendSigned, signedRequests } from './signed-request.ts';

/** Of a queue without order. `afterSeconds`: not given out before, at most 15 minutes. */
export type SendJob = (body: unknown, options?: { readonly afterSeconds?: number }) => Promise<void>;

const usual = (env: NodeJS.ProcessEnv): SendSigned => signedRequests(env, { retries: 2, timeoutMs: 3_000 });

/** `fifoSender` for functions that send so rarely that the SDK's client would only cost their start. */
export function signedFifoSender(queueUrl: string, env: NodeJS.ProcessEnv, send: SendSigned = usual(env)): SendFifo {
  const put = sender(queueUrl, env, send);
  return ({ group, deduplication, body }: FifoMessage) =>
    put(body, { MessageGroupId: group, MessageDeduplicationId: deduplication });
}

/** The same for a queue without order. */
export function signedJobSender(queueUrl: string, env: NodeJS.ProcessEnv, send: SendSigned = usual(env)): SendJob {
  const put = sender(queueUrl, env, send);
  return (body, { afterSeconds } = {}) => put(body, afterSeconds === undefined ? {} : { DelaySeconds: afterSeconds });
}

export type SetVisibility = (receiptHandle: string, seconds: number) => Promise<void>;

/** When a message that was received is given out again. */
export function signedVisibility(queueUrl: string, env: NodeJS.ProcessEnv, send: SendSigned = usual(env)): SetVisibility {
  const call = caller(queueUrl, env, send);
  return (ReceiptHandle, VisibilityTimeout) => call('ChangeMessageVisibility', { ReceiptHandle, VisibilityTimeout });
}

function sender(queueUrl: string, env: NodeJS.ProcessEnv, send: SendSigned) {
  const call = caller(queueUrl, env, send);
  return (body: unknown, parameters: Readonly<Record<string, string | number>>): Promise<void> =>
    call('SendMessage', { MessageBody: queueJson(body), ...parameters });
}

function caller(queueUrl: string, env: NodeJS.ProcessEnv, send: SendSigned) {
  const endpoint = env.AWS_ENDPOINT_URL_SQS ?? env.AWS_ENDPOINT_URL ?? new URL(queueUrl).origin;
  return async (
    operation: 'SendMessage' | 'ChangeMessageVisibility',
    parameters: Readonly<Record<string, string | number>>,
  ): Promise<void> => {
    const { status } = await send({
      service: 'sqs',
      method: 'POST',
      url: `${endpoint.replace(/\/$/, '')}/`,
      headers: { 'content-type': 'application/x-amz-json-1.0', 'x-amz-target': `AmazonSQS.${operation}` },
      body: JSON.stringify({ QueueUrl: queueUrl, ...parameters }),
    });
    if (status !== 200) throw new Error(`${operation} answered ${status}`);
  };
}
