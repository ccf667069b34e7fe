import { CognitoIdentityProviderClient } from '@aws-sdk/client-cognito-identity-provider';
import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { S3Client } from '@aws-sdk/client-s3';
import { SQSClient } from '@aws-sdk/client-sqs';
import { DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';
import type { AwsEndpoint } from '../parts.ts';

/** Engines want the form of a signature and do not check it. */
export const engineCredentials = { accessKeyId: 'local', secretAccessKey: 'local' } as const;

export interface Clients {
  readonly dynamodb: DynamoDBDocumentClient;
  readonly sqs: SQSClient;
  readonly s3: S3Client;
  readonly cognito: CognitoIdentityProviderClient;
  close(): void;
}

/** Clients of the engines themselves, past the IAM gate: for seeding, event sources and the oracles of tests. */
export function clientsOf(engines: AwsEndpoint['engines'], region: string): Clients {
  // The same for everybody who speaks to the engines: some keep the tables of each access key apart.
  const credentials = engineCredentials;
  const dynamodb = new DynamoDBClient({ endpoint: engines.dynamodb, region, credentials });
  const sqs = new SQSClient({ endpoint: engines.sqs, region, credentials });
  const s3 = new S3Client({ endpoint: engines.s3, region, credentials, forcePathStyle: true });
  const cognito = new CognitoIdentityProviderClient({ endpoint: engines.cognito, region, credentials });
  return {
    dynamodb: DynamoDBDocumentClient.from(dynamodb, { marshallOptions: { removeUndefinedValues: true } }),
    sqs,
    s3,
    cognito,
    close: () => {
      for (const client of [dynamodb, sqs, s3, cognito]) client.destroy();
    },
  };
}
