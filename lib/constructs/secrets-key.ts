import { Duration } from 'aws-cdk-lib';
import { Key } from 'aws-cdk-lib/aws-kms';
import { Construct } from 'constructs';
import type { FeatureFunction } from './feature-function.ts';
import { settingsAt } from './frontdesk-stack.ts';

/** Wraps the secrets of businesses, each with the encryption context `{tenant, purpose}`. */
export class SecretsKey extends Construct {
  readonly key: Key;
  /** The key before, with which some secrets may still be wrapped. */
  readonly previousArn: string | undefined;

  constructor(scope: Construct) {
    super(scope, 'SecretsKey');
    const { name, previousArn } = settingsAt(this).secretsKey;
    this.previousArn = previousArn;
    this.key = new Key(this, name, {
      description: 'Secrets of businesses: access tokens and app secrets, wrapped with the context {tenant, purpose}',
      enableKeyRotation: true,
      pendingWindow: Duration.days(30),
      removalPolicy: settingsAt(this).removalPolicy,
    });
  }

  /** Lets a function unwrap secrets of one purpose, of any business, with its own role. */
  unwrapFor(fn: FeatureFunction, purpose: 'webhook'): void {
    const keys = [this.key.keyArn, ...(this.previousArn === undefined ? [] : [this.previousArn])];
    fn.allow(['kms:Decrypt'], keys, { StringEquals: { 'kms:EncryptionContext:purpose': purpose } });
  }
}
