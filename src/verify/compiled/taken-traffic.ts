/**
 * What endpoints take that answer by themselves: of an AWS service TCP, inbound ones of Route 53 Resolver questions for names,
 * outbound ones nothing. Undefined for everything else.
 */

import type { Network } from '../../model/network.ts';
import type { NetworkInterface } from '../../model/network-interface.ts';
import { dnsPort } from '../../model/resolver-endpoint.ts';
import { protocolNumbers } from '../packet.ts';
import { nothing, type TrafficId, type TrafficTable } from './traffic-set.ts';

export function takenBy(
  network: Network,
  table: TrafficTable,
  { interfaceType, parent = '' }: NetworkInterface,
): TrafficId | undefined {
  const { tcp, udp } = protocolNumbers;
  if (interfaceType === 'resolver_endpoint') {
    if (network.get('resolver-endpoint', parent)?.direction !== 'INBOUND') return nothing;
    return table.union(table.ofPorts(tcp, dnsPort, dnsPort), table.ofPorts(udp, dnsPort, dnsPort));
  }
  const endpoint = network.get('vpc-endpoint', parent);
  return endpoint !== undefined && endpoint.service === undefined ? table.ofPorts(tcp) : undefined;
}
