import { describe, expect, it } from 'vitest';
import { addResource, matchRoute, routeNode } from './rest-routes.ts';

function api() {
  const root = routeNode<string>('/');
  const v1 = addResource(root, 'v1');
  const things = addResource(v1, 'things');
  const thing = addResource(things, '{id}');
  const special = addResource(things, 'special');
  const files = addResource(addResource(v1, 'files'), '{path+}');
  things.methods.set('GET', 'list');
  thing.methods.set('GET', 'get');
  thing.methods.set('ANY', 'any');
  special.methods.set('GET', 'special');
  files.methods.set('GET', 'files');
  return root;
}

describe('matchRoute', () => {
  it.each([
    ['GET', '/v1/things', 'list', null],
    ['GET', '/v1/things/42', 'get', { id: '42' }],
    ['DELETE', '/v1/things/42', 'any', { id: '42' }],
    ['GET', '/v1/things/special', 'special', null],
    ['GET', '/v1/things/a%2Fb%3D', 'get', { id: 'a/b=' }],
    ['GET', '/v1/things/%E0%A4%A', 'get', { id: '%E0%A4%A' }],
    ['GET', '/v1/files/a/b.txt', 'files', { path: 'a/b.txt' }],
  ])('%s %s is %s', (method, path, name, parameters) => {
    const match = matchRoute(api(), method, path);
    expect(match?.method).toBe(name);
    expect(match?.parameters).toEqual(parameters);
  });

  it('tells the resource as the template writes it', () => {
    expect(matchRoute(api(), 'GET', '/v1/things/42')?.resource).toBe('/v1/things/{id}');
  });

  it.each([
    ['GET', '/'],
    ['GET', '/v1'],
    ['POST', '/v1/things'],
    ['GET', '/v1/things/'],
    ['GET', '/v1/things/42/more'],
    ['GET', '/V1/things'],
  ])('%s %s is nothing', (method, path) => {
    expect(matchRoute(api(), method, path)).toBeUndefined();
  });
});
