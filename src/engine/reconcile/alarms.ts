import type { AlarmRecord } from '../../core/records.ts';
import type { OrderView } from '../gateway/wire.ts';

/** Design rule 4: the venue knows orders of ours that the journal does not, so the journal has lost its tail. */
export function aheadAlarm(venue: string, ahead: readonly OrderView[]): readonly AlarmRecord[] {
  return alarm('venue-ahead', `${venue} knows orders of ours that the journal does not`, ahead);
}

export function externalAlarm(venue: string, external: readonly OrderView[]): readonly AlarmRecord[] {
  return alarm('external-order', `${venue} lists orders of the account that are not ours`, external);
}

function alarm(code: string, text: string, orders: readonly OrderView[]): readonly AlarmRecord[] {
  if (orders.length === 0) return [];
  const names = orders.slice(0, 5).map((order) => order.clientOrderId);
  const more = orders.length > names.length ? ` and ${orders.length - names.length} more` : '';
  return [{ type: 'alarm', code, text: `${text}: ${names.join(', ')}${more}` }];
}
