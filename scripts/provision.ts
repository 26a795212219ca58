/**
 * What CI's tests need besides Node, put below `.muster/tools` once: the real Toxiproxy, built by Go. What cannot be had
 * is told and left out; the tier that needs it then says so, and fails where it is demanded.
 */
import { copyFileSync, existsSync, mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { program, say, thisMachine, toxiproxyProgram } from './programs.ts';

const toxiproxyModule = 'github.com/Shopify/toxiproxy/v2/cmd/server@v2.12.0';

export async function provision(): Promise<void> {
  if (existsSync(toxiproxyProgram)) return;
  if (!thisMachine.hasCommand('go')) {
    say('Go is not on the PATH, so the real Toxiproxy is not built.');
    return;
  }
  say(`Building ${toxiproxyModule}`);
  const folder = mkdtempSync(join(tmpdir(), 'muster-go-'));
  try {
    const { exitCode } = await program('go', ['install', toxiproxyModule], { env: { GOBIN: folder } });
    if (exitCode !== 0) return;
    mkdirSync(dirname(toxiproxyProgram), { recursive: true });
    copyFileSync(join(folder, 'server'), toxiproxyProgram);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}
