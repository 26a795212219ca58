/**
 * The two networks of a system. On `front` are the engine and the proxy, on `back` the venues and the proxy, so that the
 * proxy is the engine's only way to a venue. Both are internal: from neither leads a way out of this machine. Addresses
 * are given, not drawn, so that a container that was restarted or disconnected comes back at its own.
 */
import { environmentError } from '../../common/muster-error.ts';
import { type DockerEngine, statusOf } from './docker-engine.ts';

export interface Network {
  readonly name: string;
  readonly id: string;
  /** The address of host number `host`, 2 to 254. */
  address(host: number): string;
}

const tries = 5;

export async function makeNetwork(
  docker: DockerEngine,
  name: string,
  labels: Readonly<Record<string, string>>,
): Promise<Network> {
  const make = async (config: { Subnet: string }[]) => {
    const options = { Driver: 'bridge', Internal: true, CheckDuplicate: true, Labels: { ...labels } };
    return docker.createNetwork({ Name: name, ...options, IPAM: { Driver: 'default', Config: config } });
  };
  for (let count = 1; count <= tries; count += 1) {
    // Addresses can be given only in a subnet that was asked for: one that the engine itself chose is free.
    const drawn = await make([]);
    const subnet = await subnetOf(docker, drawn.id);
    await drawn.remove();
    try {
      const network = await make([{ Subnet: subnet }]);
      return { name, id: network.id, address: (host) => subnet.replace(/\d+\/\d+$/, String(host)) };
    } catch (error) {
      // Somebody else took it in between.
      if (statusOf(error) !== 403) throw error;
    }
  }
  throw environmentError(
    'no-free-subnet',
    `Expected a free subnet for the network ${name}, found none in ${tries} tries`,
  );
}

async function subnetOf(docker: DockerEngine, id: string): Promise<string> {
  const { IPAM } = (await docker.getNetwork(id).inspect()) as { IPAM?: { Config?: { Subnet?: string }[] } };
  const subnet = IPAM?.Config?.find(({ Subnet }) => Subnet?.includes('.'))?.Subnet;
  if (subnet === undefined) throw new Error(`Expected an IPv4 subnet of network ${id}, found none`);
  return subnet;
}
