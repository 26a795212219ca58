/** Bytes that went through each proxy, in Prometheus' text format; named and labelled as the original's `-proxy-metrics`. */
import type { ProxyView } from './tcp-proxy.ts';
import { type Direction, directions } from './toxic.ts';

export class ByteCounts {
  readonly receivedBytes: Record<Direction, number> = { upstream: 0, downstream: 0 };
  readonly sentBytes: Record<Direction, number> = { upstream: 0, downstream: 0 };

  received(direction: Direction, bytes: number): void {
    this.receivedBytes[direction] += bytes;
  }

  sent(direction: Direction, bytes: number): void {
    this.sentBytes[direction] += bytes;
  }
}

interface Counted {
  readonly view: ProxyView;
  readonly counts: ByteCounts;
}

export function metricsText(proxies: readonly Counted[]): string {
  return [
    ...metric(
      'toxiproxy_proxy_received_bytes_total',
      'The total number of bytes received on a given proxy link',
      proxies,
      (counts) => counts.receivedBytes,
    ),
    ...metric(
      'toxiproxy_proxy_sent_bytes_total',
      'The total number of bytes sent on a given proxy link',
      proxies,
      (counts) => counts.sentBytes,
    ),
    '',
  ].join('\n');
}

function metric(
  name: string,
  help: string,
  proxies: readonly Counted[],
  bytesOf: (counts: ByteCounts) => Readonly<Record<Direction, number>>,
): readonly string[] {
  const lines = proxies.flatMap(({ view, counts }) =>
    directions.map((direction) => {
      const labels = { direction, listener: view.listen, proxy: view.name, upstream: view.upstream };
      const text = Object.entries(labels).map(([label, value]) => `${label}="${escapeLabel(value)}"`);
      return `${name}{${text.join(',')}} ${bytesOf(counts)[direction]}`;
    }),
  );
  return [`# HELP ${name} ${help}`, `# TYPE ${name} counter`, ...lines];
}

const escapeLabel = (value: string) => value.replaceAll('\\', '\\\\').replaceAll('"', '\\"').replaceAll('\n', '\\n');
