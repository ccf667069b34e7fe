import { NotEmpty } from './run-export.ts';
import { CannotImport } from './run-import.ts';
import { NoTarget } from './target.ts';

/** What a person reads when a command ends early: what to do where that is known, else everything there is. */
export function failureText(error: unknown): string {
  if (error instanceof NoTarget || error instanceof CannotImport || error instanceof NotEmpty) return error.message;
  if (!(error instanceof Error)) return String(error);
  const code = 'code' in error ? String(error.code) : error.name;
  switch (code) {
    case 'ECONNREFUSED':
    case 'ENOTFOUND':
      return 'The stage does not answer. On this machine: npm start in another terminal. What is done stays; run the same again.';
    case 'ENOENT':
      return error.message;
    case 'CredentialsProviderError':
      return 'There are no credentials for AWS here: aws sts get-caller-identity must work first.';
    case 'AccessDenied':
    case 'AccessDeniedException':
      return `${error.message}\nYou need the right to assume the operator's role of this stage (docs/migrating.md).`;
    case 'ERR_PARSE_ARGS_UNKNOWN_OPTION':
    case 'ERR_PARSE_ARGS_INVALID_OPTION_VALUE':
    case 'ERR_PARSE_ARGS_UNEXPECTED_POSITIONAL':
      return error.message;
    default:
      return `${error.stack ?? error.message}\nWhat is done stays; run the same again to go on.`;
  }
}
