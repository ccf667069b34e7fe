import type { ServerResponse } from 'node:http';
import { answerJson as answer } from '../http.ts';
import { metaJson } from './meta-json.ts';

/** An answer as Meta writes it. */
export const answerJson = (response: ServerResponse, status: number, value: unknown): void =>
  answer(response, status, value, metaJson);
