import type { EnvironmentName } from '../../contract/environment.ts';

/** Refuses rather than guesses: a function without its configuration must not start. */
export function env(name: EnvironmentName): string {
  const value = process.env[name];
  if (value === undefined || value === '') throw new Error(`Environment variable ${name} is not set`);
  return value;
}
