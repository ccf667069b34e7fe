import { describe, expect, it } from 'vitest';
import type { Provisioner, Resource } from '../parts.ts';
import { type Assembly, sorted, Template } from './assembly.ts';
import { provision } from './provision.ts';

const assembly = (...stacks: [name: string, template: object][]): Assembly => ({
  stacks: stacks.map(([name, template]) => ({ name, template: Template.parse(template) })),
  assetPath: (key) => key,
});

function recorder(): { made: Resource[]; thing: Provisioner } {
  const made: Resource[] = [];
  return {
    made,
    thing: async (resource) => {
      made.push(resource);
      return { ref: `ref-${resource.logicalId}`, attributes: { Arn: `arn-${resource.logicalId}` } };
    },
  };
}

describe('provision', () => {
  it('makes resources after what they refer to or depend on, with resolved properties', async () => {
    const { made, thing } = recorder();
    await provision(
      assembly([
        'one',
        {
          Resources: {
            Last: { Type: 'Test::Thing', DependsOn: 'Middle', Properties: { text: { 'Fn::Sub': '${First.Arn}!' } } },
            Middle: { Type: 'Test::Thing', Properties: { of: { Ref: 'First' } } },
            First: { Type: 'Test::Thing' },
          },
        },
      ]),
      { 'Test::Thing': thing },
    );
    expect(made.map(({ logicalId }) => logicalId)).toEqual(['First', 'Middle', 'Last']);
    expect(made[2]?.properties).toEqual({ text: 'arn-First!' });
  });

  it('hands exports of one stack to the next', async () => {
    const { made, thing } = recorder();
    const { outputs } = await provision(
      assembly(
        [
          'one',
          { Resources: { A: { Type: 'Test::Thing' } }, Outputs: { X: { Value: { Ref: 'A' }, Export: { Name: 'one:X' } } } },
        ],
        ['two', { Resources: { B: { Type: 'Test::Thing', Properties: { from: { 'Fn::ImportValue': 'one:X' } } } } }],
      ),
      { 'Test::Thing': thing },
    );
    expect(made[1]?.properties).toEqual({ from: 'ref-A' });
    expect(outputs).toEqual({ 'one.X': 'ref-A' });
  });

  it('skips resources whose condition does not hold', async () => {
    const { made, thing } = recorder();
    await provision(
      assembly([
        'one',
        {
          Conditions: {
            Never: { 'Fn::Equals': [{ Ref: 'AWS::Region' }, 'nowhere'] },
            Always: { 'Fn::Not': [{ Condition: 'Never' }] },
          },
          Resources: { No: { Type: 'Test::Thing', Condition: 'Never' }, Yes: { Type: 'Test::Thing', Condition: 'Always' } },
        },
      ]),
      { 'Test::Thing': thing },
    );
    expect(made.map(({ logicalId }) => logicalId)).toEqual(['Yes']);
  });

  it('names type and logical id of a resource it does not know', async () => {
    const unknown = assembly(['one', { Resources: { Farm: { Type: 'AWS::Ground::Station' } } }]);
    await expect(provision(unknown, {})).rejects.toThrow('one/Farm (AWS::Ground::Station)');
  });

  it('answers attributes of a type without local effect', async () => {
    const { made, thing } = recorder();
    await provision(
      assembly([
        'one',
        {
          Resources: {
            Log: { Type: 'AWS::Logs::LogGroup' },
            Use: { Type: 'Test::Thing', Properties: { log: { 'Fn::GetAtt': ['Log', 'Arn'] } } },
          },
        },
      ]),
      { 'Test::Thing': thing },
    );
    expect(made[0]?.properties).toEqual({ log: 'arn:aws:logs:eu-central-1:000000000000:log-group:one-Log:*' });
  });
});

describe('sorted', () => {
  it('names a circle', () => {
    const needs: Record<string, string[]> = { a: ['b'], b: ['c'], c: ['a'] };
    expect(() => sorted(['a', 'b', 'c'], (id) => needs[id] ?? [])).toThrow('a -> b -> c -> a');
  });
});
