import { Duration } from 'aws-cdk-lib';
import { Key } from 'aws-cdk-lib/aws-kms';
import { Construct } from 'constructs';
import type { FeatureFunction } from './feature-function.ts';
import { settingsAt } from './frontdesk-stack.ts';

/** Wraps the secrets of businesses, each with the encryption context `{tenant, purpose}`. */
export class SecretsKey extends Construct {
  readonly key: Key;

  constructor(scope: Construct) {
    super(scope, 'SecretsKey');
    this.key = new Key(this, 'Key', {
      description: 'Secrets of businesses: access tokens and app secrets, wrapped with the context {tenant, purpose}',
      enableKeyRotation: true,
      pendingWindow: Duration.days(30),
      removalPolicy: settingsAt(this).removalPolicy,
    });
  }

  /** Lets a function unwrap secrets of one purpose, of any business, with its own role. */
  unwrapFor(fn: FeatureFunction, purpose: 'webhook'): void {
    fn.tell('secretsKey', this.key.keyArn);
    fn.allow(['kms:Decrypt'], [this.key.keyArn], { StringEquals: { 'kms:EncryptionContext:purpose': purpose } });
  }
}
