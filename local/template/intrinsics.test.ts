import { describe, expect, it } from 'vitest';
import { references, resolve, type Scope } from './intrinsics.ts';

const scope: Scope = {
  ref: (name) => ({ Table: 'frontdesk-table', 'AWS::Region': 'eu-central-1', Limit: 5 })[name],
  attribute: (id, attribute) => `${id}-${attribute}`,
  condition: (name) => name === 'IsDev',
  mapping: (map, key, second) => `${map}/${key}/${second}`,
  exported: (name) => `exported ${name}`,
};

describe('resolve', () => {
  it.each([
    ['Ref', { Ref: 'Table' }, 'frontdesk-table'],
    ['Ref of a number', { Ref: 'Limit' }, 5],
    ['GetAtt as list', { 'Fn::GetAtt': ['Queue', 'Arn'] }, 'Queue-Arn'],
    ['GetAtt as text, with a dotted attribute', { 'Fn::GetAtt': 'Function.Meta.Arn' }, 'Function-Meta.Arn'],
    ['Join', { 'Fn::Join': ['/', ['a', { Ref: 'Table' }, 3]] }, 'a/frontdesk-table/3'],
    [
      'Sub with names, attributes and literals',
      { 'Fn::Sub': '${Table}:${Queue.Arn}:${!kept}' },
      'frontdesk-table:Queue-Arn:${kept}',
    ],
    [
      'Sub with variables of its own',
      { 'Fn::Sub': ['${own}-${AWS::Region}', { own: { Ref: 'Table' } }] },
      'frontdesk-table-eu-central-1',
    ],
    ['Select from Split', { 'Fn::Select': [1, { 'Fn::Split': [':', 'a:b:c'] }] }, 'b'],
    ['If', { 'Fn::If': ['IsDev', { Ref: 'Table' }, { Ref: 'Missing' }] }, 'frontdesk-table'],
    ['ImportValue of a joined name', { 'Fn::ImportValue': { 'Fn::Join': ['', ['x', 'y']] } }, 'exported xy'],
    ['FindInMap', { 'Fn::FindInMap': ['Map', { Ref: 'Table' }, 'second'] }, 'Map/frontdesk-table/second'],
    ['Base64', { 'Fn::Base64': 'hello' }, 'aGVsbG8='],
    ['Equals, Not, And, Or', { 'Fn::And': [{ 'Fn::Not': [{ 'Fn::Equals': ['a', 'b'] }] }, { 'Fn::Or': [false, true] }] }, true],
    [
      'values that are no intrinsics',
      { Condition: { StringEquals: { a: ['b'] } }, n: 1 },
      { Condition: { StringEquals: { a: ['b'] } }, n: 1 },
    ],
  ])('answers %s', (_, value, answer) => {
    expect(resolve(value, scope)).toEqual(answer);
  });

  it('leaves out what is AWS::NoValue, in objects and lists', () => {
    const none = { Ref: 'AWS::NoValue' };
    expect(resolve({ a: none, b: [1, none, { 'Fn::If': ['IsProd', 2, none] }] }, scope)).toEqual({ b: [1] });
  });

  it.each([
    ['a name nobody has', { Ref: 'Nobody' }, 'there is no Nobody'],
    ['an unknown function', { 'Fn::Transform': {} }, 'Fn::Transform'],
    ['a dynamic reference', '{{resolve:ssm:name}}', 'Dynamic references'],
    ['an item outside the list', { 'Fn::Select': [4, ['a']] }, 'no item 4'],
  ])('refuses %s', (_, value, message) => {
    expect(() => resolve(value, scope)).toThrow(message);
  });
});

describe('references', () => {
  it('finds what a value mentions, however deep', () => {
    const value = {
      a: [{ Ref: 'One' }, { 'Fn::GetAtt': ['Two', 'Arn'] }],
      b: { 'Fn::Sub': ['${Three.Arn} ${own} ${!NotThis}', { own: { 'Fn::GetAtt': 'Four.Arn' } }] },
    };
    expect([...references(value)].sort()).toEqual(['Four', 'One', 'Three', 'Two', 'own']);
  });
});
