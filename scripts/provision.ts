/**
 * What CI's tests need besides Node: the real Toxiproxy, built by Go below `.muster/tools`, and a Docker engine with a
 * base image. What cannot be had is told and left out; the tier that needs it then says so, and fails where it is
 * demanded.
 */
import { copyFileSync, existsSync, mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { toxiproxyProgram } from '../src/topology/machine.ts';
import { provideBaseImage } from './base-image.ts';
import { installDocker, provideEngine } from './docker-engine.ts';
import { program, say, thisMachine } from './programs.ts';

const toxiproxyModule = 'github.com/Shopify/toxiproxy/v2/cmd/server@v2.12.0';

/** What was started for the tests ends when the result is disposed of. */
export async function provision(): Promise<AsyncDisposable> {
  await told('Toxiproxy', provideToxiproxy);
  await told('Docker', installDocker);
  await using engine = new AsyncDisposableStack();
  await told('Docker engine', () => provideEngine(engine));
  await told('base image', provideBaseImage);
  return engine.move();
}

/** @param provide gives what came of it, as a clause */
async function told(what: string, provide: () => Promise<string>): Promise<void> {
  const startedAtMs = performance.now();
  const outcome = await provide();
  say(`${what}: ${outcome} (${((performance.now() - startedAtMs) / 1000).toFixed(1)} s)`);
}

async function provideToxiproxy(): Promise<string> {
  if (existsSync(toxiproxyProgram)) return `${toxiproxyProgram} is there`;
  if (!thisMachine.hasCommand('go')) return 'left out, Go is not on the PATH';
  const folder = mkdtempSync(join(tmpdir(), 'muster-go-'));
  try {
    const { exitCode } = await program('go', ['install', toxiproxyModule], { env: { GOBIN: folder } });
    if (exitCode !== 0) return `left out, Go could not build ${toxiproxyModule}`;
    mkdirSync(dirname(toxiproxyProgram), { recursive: true });
    copyFileSync(join(folder, 'server'), toxiproxyProgram);
    return `built ${toxiproxyModule}`;
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}
