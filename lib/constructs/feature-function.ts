import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { Duration } from 'aws-cdk-lib';
import { PolicyStatement, Role, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import {
  ApplicationLogLevel,
  Architecture,
  Code,
  Function as LambdaFunction,
  LoggingFormat,
  Runtime,
  SystemLogLevel,
  Tracing,
} from 'aws-cdk-lib/aws-lambda';
import { FilterPattern, LogGroup, MetricFilter } from 'aws-cdk-lib/aws-logs';
import { Construct } from 'constructs';
import { environment } from '../../contract/environment.ts';
import { accept } from './accepted.ts';
import { settingsAt } from './frontdesk-stack.ts';

const root = join(import.meta.dirname, '../..');

export interface FeatureFunctionProps {
  /** What people notice when this function fails: the text of its alarm. */
  readonly errorImpact: string;
  /** MB. CPU grows with it: 1,769 MB is one core. */
  readonly memory?: number;
  readonly timeout?: Duration;
  /** For functions that strangers can call: their share of the account's concurrency, and their ceiling. */
  readonly reservedConcurrency?: number;
}

/**
 * A function of `lambdas/<name>/handler.ts` with a role, a log group and an alarm text of its own.
 * It starts with the right to write its log and nothing else; features add rights together with the variable that needs them.
 */
export class FeatureFunction extends Construct {
  readonly name: string;
  /** Name of the function and of its role in AWS. */
  readonly physicalName: string;
  /** Metric in the namespace `Frontdesk` that counts what it logs as an error. */
  readonly loggedErrors: string;
  readonly errorImpact: string;
  readonly timeout: Duration;
  readonly reservedConcurrency: number | undefined;
  readonly role: Role;
  readonly lambda: LambdaFunction;

  constructor(scope: Construct, name: string, props: FeatureFunctionProps) {
    super(scope, 'Function');
    const settings = settingsAt(this);
    this.name = name;
    this.errorImpact = props.errorImpact;
    this.timeout = props.timeout ?? Duration.seconds(10);
    this.reservedConcurrency = props.reservedConcurrency;

    this.physicalName = `frontdesk-${settings.stage}-${name}`;
    this.loggedErrors = `${this.physicalName}-errors`;
    const logGroup = new LogGroup(this, 'Log', { retention: settings.logRetention, removalPolicy: settings.removalPolicy });
    // handlers answer errors instead of failing, so what they log as one is counted beside what Lambda counts
    new MetricFilter(this, 'LoggedErrors', {
      logGroup,
      filterPattern: FilterPattern.stringValue('$.level', '=', 'ERROR'),
      metricNamespace: 'Frontdesk',
      metricName: this.loggedErrors,
    });
    this.role = new Role(this, 'Role', {
      // a fixed name, because the tenant role's trust policy names it before it exists
      roleName: this.physicalName,
      assumedBy: new ServicePrincipal('lambda.amazonaws.com'),
      description: `What lambdas/${name} may do`,
    });
    this.allow(['logs:CreateLogStream', 'logs:PutLogEvents'], [logGroup.logGroupArn]);
    this.lambda = new LambdaFunction(this, 'Lambda', {
      functionName: this.physicalName,
      description: `lambdas/${name}/handler.ts`,
      runtime: Runtime.NODEJS_24_X,
      architecture: Architecture.ARM_64,
      code: Code.fromAsset(bundleOf(name)),
      handler: 'index.handler',
      memorySize: props.memory ?? 256,
      timeout: this.timeout,
      role: this.role,
      logGroup,
      loggingFormat: LoggingFormat.JSON,
      applicationLogLevelV2: ApplicationLogLevel.INFO,
      systemLogLevelV2: SystemLogLevel.WARN,
      tracing: Tracing.DISABLED,
      ...(props.reservedConcurrency === undefined ? {} : { reservedConcurrentExecutions: props.reservedConcurrency }),
    });
    accept(
      this,
      {
        rule: 'Serverless-LambdaTracing',
        reason: 'X-Ray costs 5 USD per million traces, half of what a million messages may cost: logs carry request ids instead.',
      },
      {
        rule: 'Serverless-LambdaDLQ',
        reason: 'Nobody invokes it asynchronously: callers see the error, queues and streams have their own failure queues.',
      },
    );
    this.tell('stage', settings.stage);
  }

  /** Sets a variable of `contract/environment.ts`. */
  tell(variable: keyof typeof environment, value: string): void {
    this.lambda.addEnvironment(environment[variable], value);
  }

  /** Adds a right to the function's own role: named actions on named resources. */
  allow(actions: readonly string[], resources: readonly string[], conditions?: Record<string, Record<string, unknown>>): void {
    this.role.addToPolicy(
      new PolicyStatement({
        actions: [...actions],
        resources: [...resources],
        ...(conditions === undefined ? {} : { conditions }),
      }),
    );
  }
}

function bundleOf(name: string): string {
  const folder = join(root, 'dist', 'lambdas', name);
  if (!existsSync(join(folder, 'index.mjs'))) throw new Error(`lambdas/${name} is not built: npm run build`);
  return folder;
}
