import { expect, it } from 'vitest';
import { signedFifoSender } from './signed-queue.ts';
import type { AwsRequest } from './signed-request.ts';

const url = 'https://sqs.eu-central-1.amazonaws.com/123456789012/frontdesk-prod-notices.fifo';
const message = { group: 'g', deduplication: 'd', body: { text: '\uffff' } };

it('puts one message into a queue, as SQS takes it', async () => {
  const asked: AwsRequest[] = [];
  const send = async (request: AwsRequest) => {
    asked.push(request);
    return { status: 200, body: Buffer.from('{}') };
  };
  await signedFifoSender(url, {}, send)(message);
  await signedFifoSender(url, { AWS_ENDPOINT_URL: 'http://localhost:4000/aws/' }, send)(message);
  expect(asked.map((request) => request.url)).toEqual(['https://sqs.eu-central-1.amazonaws.com/', 'http://localhost:4000/aws/']);
  expect(asked[0]).toMatchObject({ service: 'sqs', method: 'POST', headers: { 'x-amz-target': 'AmazonSQS.SendMessage' } });
  expect(JSON.parse(asked[0]?.body ?? '')).toEqual({
    QueueUrl: url,
    MessageBody: '{"text":"\\uffff"}',
    MessageGroupId: 'g',
    MessageDeduplicationId: 'd',
  });
});

it('fails when the queue does not take it', async () => {
  const send = async () => ({ status: 403, body: Buffer.from('{}') });
  await expect(signedFifoSender(url, {}, send)(message)).rejects.toThrow('SendMessage answered 403');
});
