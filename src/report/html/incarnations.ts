/** The lives of the engine process as seen from outside. */
import type { DrillRecord } from '../../record/schema.ts';
import { sinceFault } from '../words.ts';
import type { Markup, Slot } from './markup.ts';
import { fileLink, note, part, table } from './parts.ts';
import { sinceFirstFaultMs } from './timeline-plots.ts';

export function incarnationsPart(drill: DrillRecord, anchor: string): Markup {
  if (drill.incarnations.length === 0)
    return part(anchor, 'incarnations', 'Incarnations', note('No engine process was seen.'));
  const at = (monoNs: string) => sinceFault(sinceFirstFaultMs(drill, monoNs));
  const rows = drill.incarnations.map((life): Slot[] => [
    String(life.pid),
    at(life.startedMonoNs),
    life.goneMonoNs === null ? 'still alive when the record was written' : at(life.goneMonoNs),
    exitWords(life),
    life.journalExport === null ? 'no export made' : fileLink(life.journalExport),
  ]);
  const columns = [
    { head: 'Pid' },
    { head: 'Started', figure: true },
    { head: 'Proven gone', figure: true },
    { head: 'Ended by' },
    { head: 'Journal export' },
  ];
  return part(
    anchor,
    'incarnations',
    'Incarnations',
    table('Engine processes in order; times since the fault', columns, rows),
    supervisorEvents(drill),
  );
}

function exitWords(life: DrillRecord['incarnations'][number]): string {
  if (life.goneMonoNs === null) return '';
  if (life.signal !== null) return `signal ${life.signal}`;
  return life.exitCode === null ? 'unknown' : `exit status ${life.exitCode}`;
}

function supervisorEvents(drill: DrillRecord): Markup {
  if (drill.supervisorEvents.length === 0) return note('The supervisor reported nothing.');
  const rows = drill.supervisorEvents.map((event): Slot[] => [
    event.event,
    sinceFault(sinceFirstFaultMs(drill, event.monoNs)),
    event.pid === null ? '' : String(event.pid),
    event.detail,
  ]);
  return table(
    'What the supervisor saw; times since the fault',
    [{ head: 'Event' }, { head: 'When', figure: true }, { head: 'Pid', figure: true }, { head: 'Detail' }],
    rows,
  );
}
