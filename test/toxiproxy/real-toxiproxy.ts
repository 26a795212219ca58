/** The real Toxiproxy as a process: the program that `MUSTER_TOXIPROXY` names, or the one that CI has put into the clone. */
import { execa } from 'execa';
import { tryConnect } from '../../src/common/tcp-probe.ts';
import { toxiproxyProgram } from '../../src/topology/machine.ts';
import { findFreePorts } from '../../src/topology/ports.ts';
import type { StartedServer } from '../simulators/toxiproxy/conformance.ts';

export async function startRealToxiproxy(): Promise<StartedServer> {
  const [port] = await findFreePorts(1);
  const child = execa(toxiproxyProgram, ['-host', '127.0.0.1', '-port', `${port}`, '-proxy-metrics'], {
    reject: false,
    stdio: 'ignore',
  });
  const gone = child.then((result) => {
    throw new Error(`Expected ${toxiproxyProgram} to listen, it ended: ${result.shortMessage ?? result.exitCode}`);
  });
  await Promise.race([gone, listening(`127.0.0.1:${port}`)]);
  gone.catch(() => {});
  return {
    url: `http://127.0.0.1:${port}`,
    async close() {
      child.kill('SIGKILL');
      await child;
    },
  };
}

async function listening(address: string): Promise<void> {
  while ((await tryConnect(address)) !== 'accepted') await new Promise((resolve) => setImmediate(resolve));
}
