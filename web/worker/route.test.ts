import { describe, expect, it } from 'vitest';
import { wayOf } from './route.ts';

const origin = 'https://desk.example';
const parts = new Set(['/index.html', '/assets/index-1.js', '/icon.svg']);
const way = (path: string, { method = 'GET', mode = 'cors', from = origin } = {}) =>
  wayOf({ method, mode, url: from + path }, origin, parts);

describe('what the worker answers', () => {
  it('are the addresses of the app, however deep, and its parts', () => {
    for (const path of ['/', '/b/samia/c/01h', '/settings/team?x=1', '/v1x'])
      expect(way(path, { mode: 'navigate' })).toBe('page');
    for (const path of ['/assets/index-1.js', '/assets/of-another-version.js', '/icon.svg']) expect(way(path)).toBe('file');
  });

  it('is never data: nothing of the API, of files or of others, whatever the way it is asked for', () => {
    for (const path of ['/v1/conversations', '/v1', '/realtime', '/aws/bucket/tenants/a/voice.ogg']) {
      expect(way(path)).toBe('pass');
      expect(way(path, { mode: 'navigate' })).toBe('pass');
    }
    expect(way('/assets/index-1.js', { from: 'https://files.example' })).toBe('pass');
    expect(way('/', { method: 'POST', mode: 'navigate' })).toBe('pass');
    expect(way('/report.pdf', { mode: 'navigate' })).toBe('pass');
    expect(way('/unknown.png')).toBe('pass');
  });
});
