import { defineConfig, type TestProjectInlineConfiguration } from 'vitest/config';

const conditions = ['muster-source'];
const SECOND_MS = 1000;

/** Processes are started and timed: one file at a time, so that files do not slow each other down. */
const oneAtATime = (name: string, include: string, timeoutMs: number): TestProjectInlineConfiguration => ({
  extends: true,
  test: { name, include: [include], testTimeout: timeoutMs, hookTimeout: timeoutMs, fileParallelism: false },
});

export default defineConfig({
  resolve: { conditions },
  ssr: { resolve: { conditions, externalConditions: conditions } },
  test: {
    execArgv: conditions.map((condition) => `--conditions=${condition}`),
    projects: [
      {
        extends: true,
        test: {
          name: 'unit',
          include: ['test/**/*.test.ts'],
          exclude: [
            'test/process/**',
            'test/disks/**',
            'test/toxiproxy/**',
            'test/docker/**',
            'test/package/**',
            'test/mutants/**',
          ],
        },
      },
      oneAtATime('process', 'test/process/**/*.test.ts', 60 * SECOND_MS),
      oneAtATime('disks', 'test/disks/**/*.test.ts', 120 * SECOND_MS),
      oneAtATime('toxiproxy', 'test/toxiproxy/**/*.test.ts', 60 * SECOND_MS),
      oneAtATime('docker', 'test/docker/**/*.test.ts', 180 * SECOND_MS),
      oneAtATime('package', 'test/package/**/*.test.ts', 300 * SECOND_MS),
      oneAtATime('mutants', 'test/mutants/**/*.test.ts', 300 * SECOND_MS),
      // A drill keeps its own deadline; this is the backstop behind it.
      oneAtATime('drills', 'drills/*.drill.ts', 600 * SECOND_MS),
    ],
  },
});
