/** What `muster inspect` found, as lines for a terminal: the overview within 60 columns. */
import type { Change, Fields } from '../durability/inspect/difference.ts';
import type { Overview } from '../durability/inspect/overview.ts';
import type { Picture } from '../durability/inspect/picture.ts';
import type { Verification } from '../durability/inspect/verify.ts';
import { formatTime } from './inspect-points.ts';

const labelled = (label: string, text: string | number) => `${label.padEnd(12)}${text}`;

export function overviewLines({
  clusterId,
  format,
  segments,
  checkpoints,
  head,
  tornTail,
  evidence,
  refusals,
}: Overview): string[] {
  return [
    labelled('cluster', clusterId),
    labelled('format', format),
    ...(head === null ? [labelled('head', 'not readable')] : headLines(head)),
    ...(tornTail === null
      ? []
      : [labelled('torn tail', `${tornTail.bytes} bytes at ${tornTail.offset}, ${tornTail.file}`)]),
    '',
    `${segments.length} segments`,
    ...segments.map(({ file, firstSequence, lastSequence, epoch }) =>
      firstSequence === null
        ? `  ${file}  damaged head`
        : `  ${file}  ${firstSequence}..${lastSequence ?? '?'}  epoch ${epoch}`,
    ),
    '',
    `${checkpoints.length} checkpoints`,
    ...checkpoints.map(({ file, sequence, base, refused }) => {
      const name = base ? file.replace(/^(base)-0*(?=\d).*-([ab])\.mcp$/, '$1 $2') : 'checkpoint';
      return `  ${name.padEnd(11)} ${sequence}  ${refused === null ? 'valid' : 'DAMAGED'}`;
    }),
    ...(evidence.length === 0 ? [] : ['', `${evidence.length} set aside`, ...evidence.map((file) => `  ${file}`)]),
    ...refusals.flatMap(({ file, offset, expected, found }) => [
      '',
      `DAMAGED  ${file} at ${offset}`,
      `  expected ${expected}`,
      `  found ${found}`,
    ]),
  ];
}

function headLines(head: NonNullable<Overview['head']>): string[] {
  return [
    labelled('head', `sequence ${head.sequence}, epoch ${head.epoch}`),
    labelled('time', formatTime(head.timeUs)),
    labelled('stopped', head.stopped ? 'in order (clean marker)' : 'no clean marker'),
    labelled('state', head.stateHash),
    labelled('economic', head.economicHash.slice(0, 32)),
    labelled('', head.economicHash.slice(32)),
  ];
}

export function pictureLines(picture: Picture): string[] {
  const orders = (list: Picture['openOrders']) =>
    list.map(
      (order) =>
        `  ${order.venue} ${order.symbol} ${order.clientOrderId}  ${order.side} ${order.quantity} at ${order.price}, executed ${order.executed}, ${order.phase}`,
    );
  return [
    labelled('sequence', `${picture.sequence}, epoch ${picture.epoch}`),
    labelled('time', formatTime(picture.timeUs)),
    labelled('stopped', picture.stopped ? 'in order (clean marker)' : 'no'),
    labelled('state', picture.stateHash),
    labelled('economic', picture.economicHash),
    ...section(
      'cursors',
      picture.cursors.map(
        ({ venue, session, cursor }) =>
          `  ${venue}  ${cursor === null ? 'none' : `${cursor.kind} ${cursor.id}`}, ${session}`,
      ),
    ),
    ...section(
      'positions',
      picture.positions.map(
        (each) =>
          `  ${each.venue} ${each.symbol}  ${each.position}, realised ${each.realised}, ${each.fills} fills, stage ${each.stage ?? 'none'}`,
      ),
    ),
    ...section(
      'balances',
      picture.balances.map((each) => `  ${each.venue} ${each.asset}  free ${each.free}, locked ${each.locked}`),
    ),
    ...section('open orders', orders(picture.openOrders)),
    ...section('pending orders', orders(picture.pendingOrders)),
    ...section(
      'alarms',
      picture.alarms.map(({ code, count }) => `  ${code}  ${count}`),
    ),
  ];
}

const section = (title: string, lines: readonly string[]) => ['', `${lines.length} ${title}`, ...lines];

const signs = { added: '+', removed: '-' } as const;

export function differenceLines(changes: readonly Change[]): string[] {
  if (changes.length === 0) return ['nothing changed'];
  return changes.flatMap((change) => {
    if (change.kind !== 'changed') return [`${signs[change.kind]} ${change.thing}  ${fieldsText(change.fields)}`];
    const fields = Object.entries(change.fields);
    return [`~ ${change.thing}`, ...fields.map(([name, { before, after }]) => `    ${name}: ${before} -> ${after}`)];
  });
}

const fieldsText = (fields: Fields) =>
  Object.entries(fields)
    .map(([name, value]) => `${name}=${value}`)
    .join(' ');

export function verificationLines(found: Verification): string[] {
  const { damage, tornTail } = found;
  return [
    `read ${found.segments} segments, ${found.batches} batches, ${found.entries} entries, ${found.checkpoints} checkpoints`,
    `last entry ${found.sequence}, epoch ${found.epoch}, state ${found.stateHash ?? 'unknown'}`,
    ...(tornTail === null
      ? []
      : [`torn tail, never durable: ${tornTail.bytes} bytes of ${tornTail.file} at ${tornTail.offset}`]),
    ...damage.map(({ reason }) => `damaged: ${reason}`),
    damage.length === 0 ? 'sound' : `${damage.length} damaged`,
  ];
}
