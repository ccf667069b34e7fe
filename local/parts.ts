import type { IncomingMessage, ServerResponse } from 'node:http';

/** Where the local stage pretends to be: ARNs and host names are made of it. */
export const place = { partition: 'aws', account: '000000000000', region: 'eu-central-1', urlSuffix: 'amazonaws.com' } as const;

/** A resource of a synthesized template with its intrinsics (Ref, Fn::GetAtt, Fn::Sub ...) already resolved. */
export interface Resource {
  readonly stack: string;
  readonly logicalId: string;
  readonly type: string;
  readonly properties: Readonly<Record<string, unknown>>;
  readonly metadata: Readonly<Record<string, unknown>>;
}

/** What `Ref` and `Fn::GetAtt` of a resource answer once it exists. */
export interface Provisioned {
  readonly ref: string;
  readonly attributes: Readonly<Record<string, string>>;
}

/** Makes a resource exist on this machine; calling it again with the same resource changes nothing. */
export type Provisioner = (resource: Resource) => Promise<Provisioned>;

/** Provisioners by CloudFormation type. A type nobody provides is an error that names it. */
export type Provisioners = Readonly<Record<string, Provisioner>>;

/** Answers requests under its own path prefix. */
export type RequestHandler = (request: IncomingMessage, response: ServerResponse) => Promise<void>;

/** Credentials by which the AWS endpoint knows who calls. */
export interface StageCredentials {
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
  readonly sessionToken: string;
}

/** One call that a function made, as the endpoint saw it. */
export interface RecordedCall {
  readonly at: number;
  /** ARN of the role whose credentials were used; for an assumed tenant role with its session tag. */
  readonly principal: string;
  readonly tenant: string | undefined;
  /** Path of the function that first obtained the credentials, e.g. `inbound`. */
  readonly function: string | undefined;
  /** IAM form: `dynamodb:PutItem`. */
  readonly action: string;
  readonly resources: readonly string[];
  readonly allowed: boolean;
  readonly status: number;
  readonly readUnits: number;
  readonly writeUnits: number;
}

/** The AWS endpoint of the local stage: engines behind an IAM gate. */
export interface AwsEndpoint {
  /** Serves `/aws/<service>/...`. */
  readonly handle: RequestHandler;
  readonly provisioners: Provisioners;
  /** Environment that makes the AWS SDK (and hand-signed calls) of a function talk to this endpoint. */
  environment(role: string, functionName: string): Promise<Record<string, string>>;
  /** Adds a service that lives elsewhere on the stage (`execute-api`), behind the same gate. */
  serve(service: string, handler: RequestHandler): void;
  /** Public addresses of AWS and where they are on the stage, by prefix: token issuers, buckets. Values in environments are rewritten. */
  readonly addresses: Readonly<Record<string, string>>;
  /** Addresses of the engines themselves, without the gate: for seeding, event sources and tests' oracles. */
  readonly engines: { readonly dynamodb: string; readonly sqs: string; readonly s3: string; readonly cognito: string };
  readonly calls: { list(): readonly RecordedCall[]; clear(): void };
  close(): Promise<void>;
}
