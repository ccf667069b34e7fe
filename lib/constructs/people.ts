import { Aws, Duration } from 'aws-cdk-lib';
import { AccountRecovery, FeaturePlan, Mfa, UserPool, type UserPoolClient } from 'aws-cdk-lib/aws-cognito';
import { Construct } from 'constructs';
import { accept } from './accepted.ts';
import type { FeatureFunction } from './feature-function.ts';
import { settingsAt } from './frontdesk-stack.ts';

/** Everybody who can sign in. Which businesses a person works for is in the table, not here. */
export class People extends Construct {
  private readonly pool: UserPool;
  private readonly client: UserPoolClient;

  constructor(scope: Construct) {
    super(scope, 'People');
    const { removalPolicy, deletionProtection } = settingsAt(this);
    this.pool = new UserPool(this, 'Pool', {
      selfSignUpEnabled: false,
      signInAliases: { email: true },
      signInCaseSensitive: false,
      autoVerify: { email: true },
      accountRecovery: AccountRecovery.EMAIL_ONLY,
      mfa: Mfa.OPTIONAL,
      mfaSecondFactor: { otp: true, sms: false },
      featurePlan: FeaturePlan.ESSENTIALS,
      passwordPolicy: {
        minLength: 12,
        requireLowercase: false,
        requireUppercase: false,
        requireDigits: false,
        requireSymbols: false,
      },
      deletionProtection,
      removalPolicy,
    });
    accept(
      this.pool,
      {
        rule: 'AwsSolutions-COG1',
        reason:
          'At least 12 characters and no rule about their kinds, as NIST SP 800-63B advises: such rules make passwords guessable.',
      },
      {
        rule: 'AwsSolutions-COG2',
        reason:
          'Everybody can turn a second factor on for their own account (an authenticator app); nobody is made to, because shifts share devices. Sign-in is throttled and passwords are long.',
        until: '2027-12-31',
      },
      {
        rule: 'AwsSolutions-COG3',
        reason:
          'Threat protection costs 0.02 USD per person and month on the Plus plan; sign-in is throttled by our own function.',
      },
    );
    this.client = this.pool.addClient('Web', {
      generateSecret: false,
      authFlows: { userPassword: true },
      disableOAuth: true,
      preventUserExistenceErrors: true,
      enableTokenRevocation: true,
      accessTokenValidity: Duration.minutes(15),
      idTokenValidity: Duration.minutes(15),
      refreshTokenValidity: Duration.days(30),
    });
  }

  /** Lets a function sign people in. Those calls of Cognito take no AWS rights. */
  signInFrom(fn: FeatureFunction): void {
    fn.tell('userPool', this.pool.userPoolId);
    fn.tell('userPoolClient', this.client.userPoolClientId);
  }

  /** Lets a function find people by their e-mail address. */
  lookUpFrom(fn: FeatureFunction): void {
    fn.tell('userPool', this.pool.userPoolId);
    fn.allow(['cognito-idp:AdminGetUser'], [this.pool.userPoolArn]);
  }

  /** Lets a function make accounts for people who have proven their e-mail address. */
  manageFrom(fn: FeatureFunction): void {
    this.lookUpFrom(fn);
    fn.allow(['cognito-idp:AdminCreateUser', 'cognito-idp:AdminSetUserPassword'], [this.pool.userPoolArn]);
  }

  /** Lets a function recognise people by their access token. */
  recogniseIn(fn: FeatureFunction): void {
    fn.tell('tokenIssuer', `https://cognito-idp.${Aws.REGION}.amazonaws.com/${this.pool.userPoolId}`);
    fn.tell('userPoolClient', this.client.userPoolClientId);
  }
}
