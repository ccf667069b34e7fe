/**
 * The AWS wire protocols spoken by hand: what tests believe about the engines must not depend on the clients the product uses.
 * The engines do not check signatures; they only want the header to be there.
 */
const unsigned =
  'AWS4-HMAC-SHA256 Credential=test/20260101/eu-central-1/dynamodb/aws4_request, SignedHeaders=host, Signature=0000000000000000';

export interface Answer {
  readonly status: number;
  // biome-ignore lint/suspicious/noExplicitAny: an answer of another program, looked at by assertions only
  readonly body: any;
}

const targets = {
  dynamodb: 'DynamoDB_20120810',
  streams: 'DynamoDBStreams_20120810',
  sqs: 'AmazonSQS',
  cognito: 'AWSCognitoIdentityProviderService',
};

export type Call = (action: string, body: unknown) => Promise<Answer>;

export function aws(service: keyof typeof targets, url: string): Call {
  return async (action, body) => {
    const response = await fetch(`${url}/`, {
      method: 'POST',
      headers: {
        'content-type': service === 'cognito' ? 'application/x-amz-json-1.1' : 'application/x-amz-json-1.0',
        'x-amz-target': `${targets[service]}.${action}`,
        'x-amz-date': '20260101T000000Z',
        authorization: unsigned,
      },
      body: JSON.stringify(body),
    });
    const text = await response.text();
    return { status: response.status, body: text === '' ? undefined : JSON.parse(text) };
  };
}

/** Like `aws`, but an answer other than 200 is an exception. */
export function awsOk(service: keyof typeof targets, url: string): (action: string, body: unknown) => Promise<Answer['body']> {
  const call = aws(service, url);
  return async (action, body) => {
    const answer = await call(action, body);
    if (answer.status !== 200) throw new Error(`${action} answered ${answer.status}: ${JSON.stringify(answer.body)}`);
    return answer.body;
  };
}
