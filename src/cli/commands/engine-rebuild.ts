import { existsSync } from 'node:fs';
import { resolve } from 'node:path';
import { formatAmount } from '../../common/amount.ts';
import { exitStatus } from '../../common/muster-error.ts';
import { formatHash } from '../../core/state-hash.ts';
import type { Rebuilt } from '../../engine/rebuild/rebuild.ts';
import { runRebuild } from '../../node/engine/run-rebuild.ts';
import { suspectMarkerFile } from '../../node/supervisor/suspect-marker.ts';
import { print, printError } from '../output.ts';

/** Rebuilds a journal directory from the venues and says what to do with it; resolves with the exit status. */
export async function engineRebuild(
  directory: string,
  options: { readonly into: string; readonly json?: boolean },
): Promise<number> {
  const tell = options.json === true ? () => {} : printError;
  const rebuilt = await runRebuild({
    from: resolve(directory),
    into: resolve(options.into),
    environment: process.env,
    tell,
  });
  print(options.json === true ? JSON.stringify(documentOf(rebuilt)) : linesOf(rebuilt).join('\n'));
  return exitStatus.held;
}

function documentOf({ salvage, sequence, instruments, ...rest }: Rebuilt) {
  return {
    ...rest,
    sequence: sequence.toString(),
    salvage: { ...salvage, clusterId: salvage.clusterId === null ? null : formatHash(salvage.clusterId) },
    instruments: instruments.map((each) => ({ ...each, position: formatAmount(each.position) })),
  };
}

function linesOf(rebuilt: Rebuilt): readonly string[] {
  const { from, into, salvage, epoch, sequence, externalOrders } = rebuilt;
  const known =
    salvage.epochFrom === null
      ? 'no epoch was found in it'
      : `highest epoch ${salvage.highestEpoch} (${salvage.epochFrom})`;
  const external =
    externalOrders === 0 ? [] : [`${externalOrders} orders of the account are not ours and were left alone`];
  return [
    `old directory: ${salvage.filesRead} files read, ${known}`,
    ...rebuilt.instruments.map(
      ({ venue, symbol, orders, resting, fills, position }) =>
        `${venue} ${symbol}: ${orders} orders, ${resting} resting, ${fills} fills, position ${formatAmount(position)}`,
    ),
    ...external,
    `${into} holds ${sequence} entries in epoch ${epoch}`,
    '',
    'What to do next:',
    ...nextSteps(from, into).map((step, index) => `  ${index + 1}. ${step}`),
  ];
}

function nextSteps(from: string, into: string): readonly string[] {
  const marker = suspectMarkerFile(from);
  return [
    ...(existsSync(from) ? [`keep the old directory as evidence: mv ${from} ${from}.refused`] : []),
    `put the new one in its place: mv ${into} ${from}`,
    ...(existsSync(marker) ? [`the new one is not suspect: rm ${marker}`] : []),
    'release the supervisor (POST /release on its control port), or start the engine',
  ];
}
