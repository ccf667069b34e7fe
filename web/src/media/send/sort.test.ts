import { expect, it } from 'vitest';
import { sendable } from '../../../../contract/media-uploads.ts';
import { limits, sorted } from './sort.ts';

it('has the limits of the contract', () => {
  expect(limits).toEqual(sendable);
});

const megabyte = 1_048_576;

it.each([
  ['image/jpeg', 5 * megabyte, { kind: 'image', mimeType: 'image/jpeg' }],
  ['image/jpeg', 5 * megabyte + 1, { redraw: true }],
  ['image/webp', 1000, { redraw: true }],
  ['image/svg+xml', 1000, { refused: 'wrong-type' }],
  ['image/jpeg', 51 * megabyte, { refused: 'too-large', limit: 5 * megabyte }],
  ['video/mp4', 16 * megabyte + 1, { refused: 'too-large', limit: 16 * megabyte }],
  ['video/webm', 1000, { refused: 'wrong-type' }],
  ['audio/x-m4a', 1000, { kind: 'audio', mimeType: 'audio/mp4' }],
  ['text/plain;charset=utf-8', 10, { kind: 'document', mimeType: 'text/plain' }],
  ['application/pdf', 100 * megabyte, { kind: 'document', mimeType: 'application/pdf' }],
  ['application/pdf', 100 * megabyte + 1, { refused: 'too-large', limit: 100 * megabyte }],
  ['application/zip', 10, { refused: 'wrong-type' }],
  ['', 10, { refused: 'wrong-type' }],
  ['image/png', 0, { refused: 'empty' }],
])('sorts %s of %d bytes', (type, size, expected) => {
  expect(sorted({ type, size })).toEqual(expected);
});
