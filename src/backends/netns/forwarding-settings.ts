/** Kernel settings of every namespace that forwards: routes decide, not where a packet's source would be reached. */

export const forwardingSettings: readonly string[] = [
  'net/ipv4/ip_forward 1',
  'net/ipv4/conf/all/rp_filter 0',
  'net/ipv4/conf/default/rp_filter 0',
  'net/ipv4/conf/all/send_redirects 0',
  'net/ipv4/conf/default/send_redirects 0',
  // Hardly a packet is for a socket here, so none is looked for before the way is known.
  'net/ipv4/ip_early_demux 0',
];

/**
 * Of those that have devices on trunks: else what comes up there tells the other end of IPv6 addresses that nobody asked for. A kernel
 * without IPv6 is quiet anyway.
 */
export const quietForwardingSettings: readonly string[] = [
  ...forwardingSettings,
  '-net/ipv6/conf/default/disable_ipv6 1',
];
