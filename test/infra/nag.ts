import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { App, Aspects, Stack } from 'aws-cdk-lib';
import { CfnInclude } from 'aws-cdk-lib/cloudformation-include';
import {
  AwsSolutionsChecks,
  type INagLogger,
  type NagLoggerNonComplianceData,
  type NagLoggerSuppressedData,
  ServerlessChecks,
} from 'cdk-nag';
import type { Template } from './world.ts';

export interface Finding {
  readonly rule: string;
  readonly where: string;
  /** Which of several findings of the rule on this resource. */
  readonly finding: string;
}

/** What cdk-nag says about everything inside an app, once it is synthesized. */
export class Findings implements INagLogger {
  readonly open: Finding[] = [];
  readonly accepted: (Finding & { readonly reason: string })[] = [];

  constructor(app: App) {
    const props = { reports: false, additionalLoggers: [this] };
    Aspects.of(app).add(new AwsSolutionsChecks(props));
    Aspects.of(app).add(new ServerlessChecks(props));
  }

  onNonCompliance(data: NagLoggerNonComplianceData): void {
    this.open.push(findingOf(data));
  }
  onSuppressed(data: NagLoggerSuppressedData): void {
    this.accepted.push({ ...findingOf(data), reason: data.suppressionReason });
  }
  onError(data: NagLoggerNonComplianceData & { errorMessage: string }): void {
    this.open.push({ ...findingOf(data), finding: data.errorMessage });
  }
  onSuppressedError(data: NagLoggerNonComplianceData & { errorMessage: string; errorSuppressionReason: string }): void {
    this.accepted.push({ ...findingOf(data), rule: 'CdkNagValidationFailure', reason: data.errorSuppressionReason });
  }
  onCompliance(): void {}
  onNotApplicable(): void {}

  toJSON(): unknown {
    return { open: this.open, accepted: this.accepted };
  }
}

const findingOf = ({ ruleId, resource, findingId = '' }: NagLoggerNonComplianceData): Finding => ({
  rule: ruleId,
  where: resource.node.path,
  finding: findingId,
});

/** Rules of cdk-nag that a template breaks without giving a reason. */
export function brokenRules(template: Template): readonly string[] {
  const folder = mkdtempSync(join(tmpdir(), 'frontdesk-nag-'));
  try {
    const file = join(folder, 'template.json');
    // what every CDK stack has by itself: the including one brings it again
    const { Parameters: _, Rules: __, ...rest } = template;
    writeFileSync(file, JSON.stringify(rest));
    const app = new App({ analyticsReporting: false, builtinCloudFormationValidation: false, outdir: join(folder, 'out') });
    const stack = new Stack(app, 'included');
    new CfnInclude(stack, 'Template', { templateFile: file });
    const findings = new Findings(app);
    app.synth();
    return [...new Set(findings.open.map(({ rule }) => rule))].sort();
  } finally {
    rmSync(folder, { recursive: true });
  }
}
