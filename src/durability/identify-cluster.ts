/**
 * The cluster a directory belongs to: its marker names it, and at least one of its segments or checkpoints bears it out.
 * Where all of them name one other cluster, it is the marker that is damaged or foreign.
 */
import { formatHash } from '../core/state-hash.ts';
import type { Disk } from '../ports/disk.ts';
import { readCheckpoint } from './checkpoint/checkpoint-format.ts';
import { clusterIdOffset, type Marker, markerName, readMarker, sortFiles } from './directory.ts';
import { refusal } from './errors.ts';
import { readHeads } from './follower/segment-heads.ts';

export async function identifyCluster(disk: Disk, directory: string): Promise<Marker> {
  const marker = await readMarker(disk, directory);
  if ('refusal' in marker) return marker;
  const { clusterId } = marker;
  const others = new Set<bigint>();
  for await (const named of clusterIdsIn(disk, directory)) {
    if (named === clusterId) return marker;
    others.add(named);
  }
  const [other] = others;
  if (other === undefined || others.size > 1) return marker;
  const expected = `cluster ${formatHash(other)}, which every segment and checkpoint here names`;
  const found = formatHash(clusterId);
  return {
    refusal: refusal({ file: markerName, offset: clusterIdOffset, sequence: null, expected, found }),
    format: null,
  };
}

/** Of the sound segment heads, oldest first, then of what looks like a checkpoint. */
async function* clusterIdsIn(disk: Disk, directory: string): AsyncGenerator<bigint> {
  const { segmentIds, checkpoints } = sortFiles(await disk.list(directory));
  for (const id of segmentIds) {
    for (const { header } of await readHeads({ disk, directory, clusterId: 0n }, [id]))
      if (!('problem' in header)) yield header.clusterId;
  }
  for (const { file } of checkpoints) {
    const image = readCheckpoint(await disk.readFile(`${directory}/${file}`));
    if (!('problem' in image)) yield image.clusterId;
  }
}
