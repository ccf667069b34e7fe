import { App } from 'aws-cdk-lib';
import { Template } from 'aws-cdk-lib/assertions';
import { expect, it } from 'vitest';
import { settingsOf } from '../config.ts';
import { BusinessTable } from './business-table.ts';
import { FrontdeskStack } from './frontdesk-stack.ts';

const indexesOf = (indexes: number | undefined): string[] => {
  const settings = settingsOf('dev', (name) => (name === 'indexes' ? indexes : undefined));
  const stack = new FrontdeskStack(new App(), 'data', settings, 'a table');
  const { keyIndexArns } = new BusinessTable(stack);
  expect(keyIndexArns).toHaveLength(3);
  const [table] = Object.values(Template.fromStack(stack).findResources('AWS::DynamoDB::Table'));
  return table?.Properties.GlobalSecondaryIndexes.map(({ IndexName }: { IndexName: string }) => IndexName);
};

it('a stage from before the indexes gets one more with each deployment', () => {
  expect([1, 2, 3, undefined].map(indexesOf)).toEqual([
    ['inbox'],
    ['inbox', 'work'],
    ['inbox', 'work', 'waiting'],
    ['inbox', 'work', 'waiting', 'unread'],
  ]);
});
