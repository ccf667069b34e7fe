import { describe, expect, it } from 'vitest';
import { createAddresses } from './addresses.ts';

describe('addresses', () => {
  it('rewrites the longest public address it knows, anywhere in a value', () => {
    const addresses = createAddresses();
    addresses.add('wss://api.example', 'ws://localhost:1');
    addresses.add('wss://api.example/live', 'ws://localhost:1/realtime');
    expect(addresses.rewrite('wss://api.example/live')).toBe('ws://localhost:1/realtime');
    expect(addresses.rewrite("connect-src 'self' wss://api.example; x")).toBe("connect-src 'self' ws://localhost:1; x");
    expect(addresses.rewrite('https://elsewhere.example')).toBe('https://elsewhere.example');
  });
});
