/**
 * What every npm script calls: set up where needed, then run the task on the clone's own Node 24. Plain JavaScript for
 * any Node ≥ 20. It starts the Node by its path, because a shell keeps using the first `node` it found.
 */
import { spawn } from 'node:child_process';
import { constants } from 'node:os';
import { delimiter, dirname, join } from 'node:path';
import process from 'node:process';
import { fileURLToPath } from 'node:url';
import { EXIT_ENVIRONMENT, ownNode, setUp } from './set-up.js';
import { forwardSignals } from './signals.js';

const root = dirname(dirname(fileURLToPath(import.meta.url)));

/** @type {Record<string, readonly string[]>} */
const tasks = {
  drill: ['bin/muster.js', 'run'],
  muster: ['bin/muster.js'],
  test: ['scripts/test.ts'],
  check: ['scripts/check.ts'],
  ci: ['scripts/ci.ts'],
  bench: ['scripts/bench.ts'],
  build: ['scripts/build.ts'],
};

const [name = '', ...rest] = process.argv.slice(2);
const task = tasks[name];
if (task === undefined) {
  process.stderr.write(`Expected one of ${Object.keys(tasks).join(', ')}, got \`${name}\`.\n`);
  process.exitCode = 3;
} else {
  const status = await setUp(root, (line) => process.stderr.write(`${line}\n`));
  process.exitCode = status === 0 ? await runTask([...task, ...rest]) : status;
}

/**
 * @param {readonly string[]} task file and arguments
 * @returns {Promise<number>} its exit status; 128 + signal where one ended it, as shells count
 */
function runTask([file = '', ...args]) {
  const bin = dirname(ownNode(root));
  const { PATH = '' } = process.env;
  const child = spawn(ownNode(root), [join(root, file), ...args], {
    stdio: 'inherit',
    detached: true,
    env: { ...process.env, PATH: `${bin}${delimiter}${PATH}` },
  });
  const stopForwarding = forwardSignals(child);
  return new Promise((resolve) => {
    child.on('error', (error) => {
      process.stderr.write(`${ownNode(root)} could not be started: ${error.message}\n`);
      resolve(EXIT_ENVIRONMENT);
    });
    child.on('close', (code, signal) => {
      stopForwarding();
      resolve(code ?? 128 + (signal === null ? 0 : constants.signals[signal]));
    });
  });
}
