import { defineConfig } from 'vitest/config';

/** One project per kind of test; `scripts/test.ts` decides which run side by side. */
export default defineConfig({
  test: {
    projects: [
      {
        test: {
          name: 'unit',
          include: ['{lambdas,contract,lib,local,scripts}/**/*.test.ts', 'web/**/*.test.{ts,tsx}'],
          // Only what hangs takes as long, also on a machine that has other things to do.
          testTimeout: 60_000,
          hookTimeout: 60_000,
          // Loading the modules anew for each of 200 files would take longer than the tests.
          isolate: false,
        },
      },
      {
        test: {
          name: 'infra',
          include: ['test/infra/**/*.test.ts'],
          globalSetup: ['test/infra/setup.ts'],
          testTimeout: 60_000,
          hookTimeout: 60_000,
          // The CDK takes longer to load than to be asked.
          isolate: false,
        },
      },
      { test: { name: 'engine', include: ['test/engine/**/*.test.ts'], testTimeout: 60_000, hookTimeout: 60_000 } },
      {
        test: {
          name: 'stage',
          include: ['test/{stage,security}/**/*.test.ts'],
          globalSetup: ['test/helpers/shared-stage.ts'],
          testTimeout: 90_000,
          hookTimeout: 90_000,
          // One stage serves all files: its clock, its fail points and its processes are everybody's.
          fileParallelism: false,
          isolate: false,
        },
      },
      {
        test: {
          name: 'load',
          include: ['test/load/**/*.test.ts'],
          globalSetup: ['test/helpers/shared-stage.ts'],
          testTimeout: 90_000,
          hookTimeout: 90_000,
          fileParallelism: false,
          isolate: false,
        },
      },
      {
        test: {
          name: 'outage',
          include: ['test/outage/**/*.test.ts'],
          globalSetup: ['test/helpers/shared-stage.ts'],
          testTimeout: 240_000,
          hookTimeout: 240_000,
          fileParallelism: false,
        },
      },
      {
        test: {
          // A browser that is killed and a stage that stands still.
          name: 'device',
          include: ['test/device/**/*.test.ts'],
          testTimeout: 120_000,
          hookTimeout: 120_000,
        },
      },
      {
        test: {
          name: 'browser',
          include: ['test/browser/**/*.test.ts'],
          // For the files that leave the demo businesses as they are.
          globalSetup: ['test/helpers/shared-stage.ts'],
          testTimeout: 120_000,
          hookTimeout: 120_000,
          fileParallelism: false,
          isolate: false,
        },
      },
    ],
  },
});
