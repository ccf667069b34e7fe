import { AttributeType, BillingMode, ProjectionType, StreamViewType, Table } from 'aws-cdk-lib/aws-dynamodb';
import { Construct } from 'constructs';
import type { FeatureFunction } from './feature-function.ts';
import { settingsAt } from './frontdesk-stack.ts';

/** Kinds of platform items of `docs/data-model.md`: what their partition key begins with. */
type PlatformItem =
  | 'HOOK'
  | 'USER'
  | 'SESSION'
  | 'TICKET'
  | 'TENANT'
  | 'SLUG'
  | 'SIGNUP'
  | 'VOICE'
  | 'INVITATION'
  | 'PLATFORM#ADMIN'
  | 'PLATFORM#AUDIT'
  | 'PLATFORM#INDEX';
type ItemAction = 'BatchGetItem' | 'GetItem' | 'Query' | 'PutItem' | 'UpdateItem' | 'DeleteItem';

/** In the order in which they came. */
const keyIndexes = [
  ['work', 'gsi2pk', 'gsi2sk'],
  ['waiting', 'gsi3pk', 'gsi3sk'],
  ['unread', 'gsi2pk', 'ur'],
] as const;

/** The one table of a stage, and its indexes (see docs/data-model.md). */
export class BusinessTable extends Construct {
  readonly table: Table;
  readonly inboxArn: string;
  /** Of the indexes that hold keys only. */
  readonly keyIndexArns: readonly string[];
  readonly streamArn: string;

  constructor(scope: Construct) {
    super(scope, 'BusinessTable');
    const { removalPolicy, deletionProtection, indexes } = settingsAt(this);
    this.table = new Table(this, 'Table', {
      partitionKey: { name: 'pk', type: AttributeType.STRING },
      sortKey: { name: 'sk', type: AttributeType.STRING },
      billingMode: BillingMode.PAY_PER_REQUEST,
      stream: StreamViewType.NEW_AND_OLD_IMAGES,
      timeToLiveAttribute: 'expiresAt',
      pointInTimeRecoverySpecification: { pointInTimeRecoveryEnabled: true },
      deletionProtection,
      removalPolicy,
    });
    this.table.addGlobalSecondaryIndex({
      indexName: 'inbox',
      partitionKey: { name: 'gsi1pk', type: AttributeType.STRING },
      sortKey: { name: 'gsi1sk', type: AttributeType.STRING },
      projectionType: ProjectionType.ALL,
    });
    this.inboxArn = `${this.table.tableArn}/index/inbox`;
    // CloudFormation makes one index at a time on a table that is there: https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-dynamodb-table.html
    // A stage from before them gets them one by one: `-c indexes=2`, then without it (docs/runbook.md).
    this.keyIndexArns = keyIndexes.map(([indexName, partition, sort], place) => {
      if (place + 1 < indexes)
        this.table.addGlobalSecondaryIndex({
          indexName,
          partitionKey: { name: partition, type: AttributeType.STRING },
          sortKey: { name: sort, type: AttributeType.STRING },
          projectionType: ProjectionType.KEYS_ONLY,
        });
      // Rights name an index before it is there.
      return `${this.table.tableArn}/index/${indexName}`;
    });
    const { tableStreamArn } = this.table;
    if (tableStreamArn === undefined) throw new Error('The table has no stream');
    this.streamArn = tableStreamArn;
  }

  /**
   * Lets a function work on a kind of platform item with its own role, without acting for a business. Kinds that one batch
   * may hold together are named together: a batch needs one statement that covers every key in it.
   */
  allowPlatformItems(fn: FeatureFunction, kinds: PlatformItem | readonly PlatformItem[], actions: readonly ItemAction[]): void {
    fn.tell('table', this.table.tableName);
    fn.allow(
      actions.map((action) => `dynamodb:${action}`),
      [this.table.tableArn],
      {
        'ForAllValues:StringLike': { 'dynamodb:LeadingKeys': [kinds].flat().map((kind) => `${kind}#*`) },
        // ForAllValues is true of a request without the key
        Null: { 'dynamodb:LeadingKeys': 'false' },
      },
    );
  }
}
