import { mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { DataStore } from 'cognito-local/lib/services/dataStore/dataStore.js';
import type { DataStoreFactory } from 'cognito-local/lib/services/dataStore/factory.js';
import * as z from 'zod';

const Json = z.record(z.string(), z.unknown());

/** cognito-local's own store writes in place: killed half-way, it would lose every account. */
export class JsonStoreFactory implements DataStoreFactory {
  private readonly directory: string;

  constructor(directory: string) {
    this.directory = directory;
    mkdirSync(directory, { recursive: true, mode: 0o700 });
  }

  create(_context: unknown, id: string, defaults: object): Promise<DataStore> {
    return Promise.resolve(new JsonStore(join(this.directory, `${id}.json`), defaults));
  }
}

class JsonStore implements DataStore {
  private readonly file: string;
  private readonly root: Record<string, unknown>;

  constructor(file: string, defaults: object) {
    this.file = file;
    this.root = { ...defaults, ...read(file) };
    this.save();
  }

  getRoot<T>(): Promise<T | null>;
  getRoot(): Promise<unknown> {
    return Promise.resolve(this.root);
  }

  get<T>(context: unknown, key: string | string[], defaultValue?: T): Promise<T>;
  get(_context: unknown, key: string | string[], defaultValue?: unknown): Promise<unknown> {
    let value: unknown = this.root;
    for (const name of [key].flat()) value = children(value)?.[name];
    return Promise.resolve(value ?? defaultValue ?? null);
  }

  set(_context: unknown, key: string | string[], value: unknown): Promise<void> {
    const path = [key].flat();
    const last = path.pop();
    if (last === undefined) throw new Error('A store entry needs a name');
    let parent = this.root;
    for (const name of path) {
      const child = children(parent[name]) ?? {};
      parent[name] = child;
      parent = child;
    }
    parent[last] = value;
    this.save();
    return Promise.resolve();
  }

  delete(_context: unknown, key: string | string[]): Promise<void> {
    const path = [key].flat();
    const last = path.pop();
    let parent: Record<string, unknown> | undefined = this.root;
    for (const name of path) parent = children(parent?.[name]);
    if (parent !== undefined && last !== undefined) delete parent[last];
    this.save();
    return Promise.resolve();
  }

  private save(): void {
    const next = `${this.file}.next`;
    writeFileSync(next, JSON.stringify(this.root), { mode: 0o600 });
    renameSync(next, this.file);
  }
}

function children(value: unknown): Record<string, unknown> | undefined {
  return isRecord(value) ? value : undefined;
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value) && !(value instanceof Date);
}

function read(file: string): Record<string, unknown> {
  try {
    return Json.parse(JSON.parse(readFileSync(file, 'utf8'), (key, value) => (key.endsWith('Date') ? new Date(value) : value)));
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return {};
    throw error;
  }
}
