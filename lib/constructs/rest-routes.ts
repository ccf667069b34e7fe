import { Aws, Duration, Size } from 'aws-cdk-lib';
import {
  AccessLogFormat,
  AuthorizationType,
  EndpointType,
  type IAuthorizer,
  IdentitySource,
  LambdaIntegration,
  LogGroupLogDestination,
  MethodLoggingLevel,
  RequestAuthorizer,
  RestApi,
} from 'aws-cdk-lib/aws-apigateway';
import { LogGroup } from 'aws-cdk-lib/aws-logs';
import { Construct } from 'constructs';
import type { Access, RouteGroup } from '../../contract/route.ts';
import { accept } from './accepted.ts';
import type { FeatureFunction } from './feature-function.ts';
import { settingsAt } from './frontdesk-stack.ts';
import { answerProblems } from './gateway-problems.ts';

const stageName = 'live';

/** The REST API: one method per route of the contract, guarded by what the route's access says. */
export class RestRoutes extends Construct {
  readonly api: RestApi;
  readonly apiName: string;
  private readonly member: IAuthorizer;
  private readonly signedIn: IAuthorizer;

  constructor(scope: Construct, authorizer: FeatureFunction) {
    super(scope, 'Rest');
    const settings = settingsAt(this);
    this.apiName = `frontdesk-${settings.stage}`;
    const accessLog = new LogGroup(this, 'AccessLog', {
      retention: settings.logRetention,
      removalPolicy: settings.removalPolicy,
    });
    this.api = new RestApi(this, 'Api', {
      restApiName: this.apiName,
      description: 'The REST API of contract/api.ts',
      endpointTypes: [EndpointType.REGIONAL],
      minCompressionSize: Size.kibibytes(1),
      cloudWatchRole: false,
      deployOptions: {
        stageName,
        throttlingRateLimit: settings.requestRate.steady,
        throttlingBurstLimit: settings.requestRate.burst,
        metricsEnabled: false,
        loggingLevel: MethodLoggingLevel.OFF,
        dataTraceEnabled: false,
        accessLogDestination: new LogGroupLogDestination(accessLog),
        // the route's pattern, not the path: no ids of people, no query, no address, no authorization
        accessLogFormat: AccessLogFormat.custom(
          JSON.stringify({
            requestId: '$context.requestId',
            method: '$context.httpMethod',
            route: '$context.resourcePath',
            status: '$context.status',
            tenant: '$context.authorizer.tenant',
            error: '$context.error.responseType',
            latencyMs: '$context.responseLatency',
            integrationLatencyMs: '$context.integrationLatency',
            bytes: '$context.responseLength',
          }),
        ),
      },
    });
    answerProblems(this.api);
    this.acceptFindings();
    // An identity source that is missing from a request is answered 401 by API Gateway itself, so a route that needs no
    // business has an authorizer of its own that does not ask for X-Business-Id. Both are the same function.
    const authorizedBy = (id: string, headers: readonly string[]): IAuthorizer =>
      new RequestAuthorizer(this, id, {
        handler: authorizer.lambda,
        identitySources: headers.map((header) => IdentitySource.header(header)),
        resultsCacheTtl: Duration.seconds(60),
      });
    this.member = authorizedBy('Member', ['Authorization', 'X-Business-Id']);
    this.signedIn = authorizedBy('SignedIn', ['Authorization']);
  }

  /** Adds a method for every route of a group, all answered by one function. */
  serve(group: { readonly routes: RouteGroup }, fn: FeatureFunction): void {
    const integration = new LambdaIntegration(fn.lambda, { scopePermissionToMethod: false, allowTestInvoke: false });
    for (const route of Object.values(group.routes)) {
      const method = this.api.root.resourceForPath(route.path).addMethod(route.method, integration, this.guard(route.access));
      accept(method, {
        rule: 'AwsSolutions-COG4',
        reason:
          'A Lambda authorizer verifies the same Cognito tokens and looks up the membership of the business, which Cognito does not know.',
      });
      if (route.access !== 'public') continue;
      accept(method, {
        rule: 'AwsSolutions-APIG4',
        reason:
          'For people who are not signed in yet. The function guards itself: password, code or session cookie, and the origin of the request.',
      });
    }
  }

  /** Lets a function that changes people's rights make them count at once. */
  mayForgetDecisions(fn: FeatureFunction): void {
    const { restApiId } = this.api;
    fn.tell('restApi', restApiId);
    fn.tell('restApiStage', stageName);
    fn.allow(
      ['apigateway:DELETE'],
      [`arn:${Aws.PARTITION}:apigateway:${Aws.REGION}::/restapis/${restApiId}/stages/${stageName}/cache/authorizers`],
    );
  }

  private acceptFindings(): void {
    accept(
      this.api,
      {
        rule: 'AwsSolutions-APIG2',
        reason: 'Handlers parse every request with the zod schemas of the contract, which say more than models can.',
      },
      {
        rule: 'AwsSolutions-APIG3',
        reason:
          'A web ACL costs 5 USD a month and 0.60 USD per million requests; throttling and reserved concurrency bound a flood.',
        until: '2027-12-31',
      },
      { rule: 'AwsSolutions-APIG6', reason: 'Execution logs hold tokens and bodies; the access log holds what is needed.' },
      { rule: 'Serverless-APIGWXrayEnabled', reason: 'X-Ray costs 5 USD per million traces: logs carry request ids instead.' },
      {
        rule: 'CdkNagValidationFailure',
        only: /^Serverless-APIGWStructuredLogging$/,
        reason: 'The rule expects a stage inside the deployment; ours is a resource of its own, whose log is JSON.',
      },
    );
  }

  private guard(access: Access): { authorizationType: AuthorizationType; authorizer?: IAuthorizer } {
    if (access === 'public') return { authorizationType: AuthorizationType.NONE };
    const needsNoBusiness = access === 'signed-in' || access === 'platform';
    return { authorizationType: AuthorizationType.CUSTOM, authorizer: needsNoBusiness ? this.signedIn : this.member };
  }
}
