/**
 * Whether a host is this machine: the one rule by which a venue that may be a real exchange is refused. `hostname` as the
 * URL parser normalises it, so that every spelling of an IPv4 address is dotted decimal.
 */
export function isLoopback(hostname: string): boolean {
  return hostname === 'localhost' || hostname === '[::1]' || /^127(\.\d{1,3}){3}$/.test(hostname);
}
