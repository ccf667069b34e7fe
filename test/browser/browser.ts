import { existsSync } from 'node:fs';
import { type Browser, type BrowserContext, chromium, type LaunchOptions } from 'playwright-core';
import { packagedChromium } from '../helpers/packaged-chromium.ts';

/** Installed by the system's package manager; smaller and faster to start than the one that comes in a package. */
const installed = ['/usr/bin/chromium', '/usr/bin/chromium-browser', '/usr/bin/google-chrome', '/usr/bin/google-chrome-stable'];

/**
 * Nothing on the machine but this page: no updates, no reports, no sync. And no pretended graphics card: without a real one it
 * takes more of the processor than all pages and tests together.
 */
const quiet = [
  '--no-sandbox',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
  '--disable-gpu',
];

async function options(): Promise<LaunchOptions> {
  const found = installed.find((path) => existsSync(path));
  if (found) return { executablePath: found, args: quiet };
  const { default: packaged } = await import('@sparticuz/chromium');
  const { executablePath, env } = await packagedChromium();
  return { executablePath, env: { ...process.env, ...env }, args: [...packaged.args.filter(isHarmless), ...quiet] };
}

/** `more`: of what the browser is to pretend, as a microphone. */
export async function launchBrowser(more: readonly string[] = []): Promise<Browser> {
  const { args = [], ...rest } = await options();
  return chromium.launch({ ...rest, args: [...args, ...more] });
}

type Profile = Parameters<typeof chromium.launchPersistentContext>[1];

/** A browser that keeps everything in a folder, and finds it there when it is started again. */
export const launchProfile = async (folder: string, profile: Profile): Promise<BrowserContext> =>
  chromium.launchPersistentContext(folder, { ...(await options()), ...profile });

/** The packaged browser's own flags, without those that would test another browser than people use, or pretend a graphics card. */
const isHarmless = (flag: string): boolean =>
  !/^--(disable-web-security|single-process|headless|no-zygote|window-size|allow-running|use-|in-process-gpu|ignore-gpu|enable-unsafe)/.test(
    flag,
  );
