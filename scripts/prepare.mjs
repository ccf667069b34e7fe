// npm runs this after an install: git hooks for people who work on the code, nothing for machines and copies without git.
import { existsSync } from 'node:fs';

if (!process.env.CI && existsSync(new URL('../.git', import.meta.url))) {
  const { default: husky } = await import('husky');
  const problem = husky();
  if (problem) console.warn(`git hooks are not installed: ${problem}`);
}
