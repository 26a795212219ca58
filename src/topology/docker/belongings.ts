/** What runs own in the Docker engine, found by label: containers, networks, volumes. */
import { type DockerEngine, unlessDone } from './docker-engine.ts';
import { isOrphan, runLabel } from './labels.ts';

export interface Belonging {
  readonly kind: 'container' | 'network' | 'volume';
  readonly name: string;
  readonly labels: Readonly<Record<string, string>>;
  remove(): Promise<void>;
}

/** Containers first: networks and volumes in use cannot be removed. @param runId left out: of every run */
export async function belongings(docker: DockerEngine, runId?: string): Promise<Belonging[]> {
  const label = [runId === undefined ? runLabel : `${runLabel}=${runId}`];
  const [containers, networks, { Volumes: volumes }] = await Promise.all([
    docker.listContainers({ all: true, filters: { label } }),
    docker.listNetworks({ filters: { label } }),
    docker.listVolumes({ filters: { label } }),
  ]);
  return [
    ...containers.map(
      ({ Id, Names, Labels }): Belonging => ({
        kind: 'container',
        name: Names[0]?.slice(1) ?? Id,
        labels: Labels,
        remove: () => unlessDone(docker.getContainer(Id).remove({ force: true, v: true })),
      }),
    ),
    ...networks.map(
      ({ Id, Name, Labels = {} }): Belonging => ({
        kind: 'network',
        name: Name,
        labels: Labels,
        remove: () => unlessDone(docker.getNetwork(Id).remove()),
      }),
    ),
    ...(volumes ?? []).map(
      ({ Name, Labels }): Belonging => ({
        kind: 'volume',
        name: Name,
        labels: Labels ?? {},
        remove: () => unlessDone(docker.getVolume(Name).remove({ force: true })),
      }),
    ),
  ];
}

export async function removeAll(all: readonly Belonging[]): Promise<void> {
  const containers = all.filter(({ kind }) => kind === 'container');
  await Promise.all(containers.map((one) => one.remove()));
  for (const one of all) if (one.kind !== 'container') await one.remove();
}

/** Removes what harnesses that are gone have left. @returns the names of what it met. */
export async function sweep(docker: DockerEngine): Promise<string[]> {
  const orphans = (await belongings(docker)).filter(({ labels }) => isOrphan(labels));
  await removeAll(orphans);
  return orphans.map(({ kind, name }) => `${kind} ${name}`);
}
