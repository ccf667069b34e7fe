import { Aws } from 'aws-cdk-lib';
import { AccessLogFormat } from 'aws-cdk-lib/aws-apigateway';
import { LogGroupLogDestination, WebSocketApi, WebSocketStage } from 'aws-cdk-lib/aws-apigatewayv2';
import { WebSocketLambdaAuthorizer } from 'aws-cdk-lib/aws-apigatewayv2-authorizers';
import { WebSocketLambdaIntegration } from 'aws-cdk-lib/aws-apigatewayv2-integrations';
import { LogGroup } from 'aws-cdk-lib/aws-logs';
import { Construct } from 'constructs';
import { accept } from './accepted.ts';
import type { FeatureFunction } from './feature-function.ts';
import { settingsAt } from './frontdesk-stack.ts';
import { GatewayLogging } from './gateway-logging.ts';

/** The WebSocket API. Browsers come in with a ticket in the query string, so no log may hold the query. */
export class RealtimeApi extends Construct {
  readonly api: WebSocketApi;
  readonly stage: WebSocketStage;

  constructor(scope: Construct) {
    super(scope, 'RealtimeApi');
    const settings = settingsAt(this);
    this.api = new WebSocketApi(this, 'Api', {
      apiName: `frontdesk-${settings.stage}-realtime`,
      routeSelectionExpression: '$request.body.type',
    });
    const accessLog = new LogGroup(this, 'AccessLog', {
      retention: settings.logRetention,
      removalPolicy: settings.removalPolicy,
    });
    const logging = new GatewayLogging(this);
    this.stage = new WebSocketStage(this, 'Stage', {
      webSocketApi: this.api,
      stageName: 'live',
      autoDeploy: true,
      throttle: { rateLimit: settings.requestRate.steady, burstLimit: settings.requestRate.burst },
      accessLogSettings: {
        destination: new LogGroupLogDestination(accessLog),
        format: AccessLogFormat.custom(
          JSON.stringify({
            requestId: '$context.requestId',
            route: '$context.routeKey',
            event: '$context.eventType',
            connection: '$context.connectionId',
            status: '$context.status',
            tenant: '$context.authorizer.tenant',
            error: '$context.error.responseType',
            integrationLatencyMs: '$context.integrationLatency',
          }),
        ),
      },
    });
    this.stage.node.addDependency(logging);
  }

  /** Opens the API: who may connect, and who is told about connections and commands. */
  open(functions: { authorizer: FeatureFunction; connection: FeatureFunction; command: FeatureFunction }): void {
    const integrationOf = (fn: FeatureFunction) => new WebSocketLambdaIntegration(fn.name, fn.lambda);
    this.api.addRoute('$connect', {
      integration: integrationOf(functions.connection),
      authorizer: new WebSocketLambdaAuthorizer('ticket', functions.authorizer.lambda, {
        identitySource: ['route.request.querystring.ticket'],
      }),
    });
    const later = [
      this.api.addRoute('$disconnect', { integration: integrationOf(functions.connection) }),
      this.api.addRoute('$default', { integration: integrationOf(functions.command) }),
    ];
    for (const route of later) {
      accept(route, {
        rule: 'AwsSolutions-APIG4',
        reason:
          'WebSocket APIs authorize $connect only; whoever is connected was let in there, and commands check membership again.',
      });
    }
  }

  /** Tells a function where browsers connect. */
  announceTo(fn: FeatureFunction): void {
    fn.tell('realtimeUrl', this.stage.url);
  }

  /** Lets a function push frames to connected browsers. */
  pushFrom(fn: FeatureFunction): void {
    fn.tell('realtimeEndpoint', this.stage.callbackUrl);
    this.allowConnections(fn, 'POST');
  }

  /** Lets a function close connections, besides pushing. */
  closeFrom(fn: FeatureFunction): void {
    this.pushFrom(fn);
    this.allowConnections(fn, 'DELETE');
  }

  private allowConnections(fn: FeatureFunction, method: 'POST' | 'DELETE'): void {
    const connections = `arn:${Aws.PARTITION}:execute-api:${Aws.REGION}:${Aws.ACCOUNT_ID}:${this.api.apiId}/${this.stage.stageName}/${method}/@connections/*`;
    fn.allow(['execute-api:ManageConnections'], [connections]);
    accept(fn.role, {
      rule: 'AwsSolutions-IAM5',
      only: new RegExp(`/live/${method}/@connections/\\*$`),
      reason: 'Connections of this API only; their ids are not known before.',
    });
  }
}
