/** `muster doctor`: what this machine lacks for which runtime and test tier. Tries what it can; changes nothing. */
import { endingWithParent } from '../../common/ending-with-parent.ts';
import { type ExitStatus, exitStatus } from '../../common/muster-error.ts';
import { identifyProcess } from '../../common/process-liveness.ts';
import { baseImage, findDockerEngine } from '../../topology/docker-engine.ts';
import { inspectToxiproxy } from '../../topology/inspect-toxiproxy.ts';
import { canMount, hasCommand, toxiproxyProgram } from '../../topology/machine.ts';
import { findFreePorts } from '../../topology/ports.ts';
import { portsOfSystem } from '../../topology/process-world.ts';
import { findingsOf, isReady, type MachineFacts } from '../doctor-findings.ts';
import { print } from '../output.ts';

export async function doctor(options: { readonly json?: boolean }): Promise<ExitStatus> {
  const findings = findingsOf(await lookAround());
  const ready = isReady(findings);
  if (options.json === true) print(JSON.stringify({ ready, findings }));
  else {
    for (const { ok, neededFor, what, remedy } of findings) {
      print(`${ok ? 'ok     ' : 'missing'}  ${what} (${neededFor})${remedy === null ? '' : `: ${remedy}`}`);
    }
    print(ready ? 'Drills run here.' : 'Drills do not run here yet.');
  }
  return ready ? exitStatus.held : exitStatus.environment;
}

async function lookAround(): Promise<MachineFacts> {
  const message = (error: unknown) => (error instanceof Error ? error.message : String(error));
  return {
    node: process.version,
    platform: process.platform,
    root: process.getuid?.() === 0,
    startTimes: identifyProcess(process.pid).startTime !== null,
    portsMissing: await findFreePorts(portsOfSystem).then(() => null, message),
    setpriv: endingWithParent().length > 0,
    npm: hasCommand('npm'),
    mounts: process.platform === 'linux' && canMount(),
    toxiproxy: await inspectToxiproxy(toxiproxyProgram).catch(message),
    docker: await findDockerEngine(process.env['DOCKER_HOST'], baseImage),
    baseImage,
  };
}
