/** What a certificate's checks ask of single interfaces. */

import type { Network } from '../../model/network.ts';
import type { NetworkInterface } from '../../model/network-interface.ts';
import { publicAddressOf } from '../lookup.ts';

/** An instance among its own interfaces is no path. */
export function isOneMachine(network: Network, one: string, other: string): boolean {
  if (one === other) return true;
  const [first, second] = [one, other].map((id) => network.get('network-interface', id)?.attachment?.instance);
  return first !== undefined && first === second;
}

/** Whether an instance runs behind it that opens and takes connections. */
export function isRunning(network: Network, { attachment }: NetworkInterface): boolean {
  if (attachment === undefined) return false;
  return attachment.instance === undefined || network.get('instance', attachment.instance)?.desired === 'running';
}

export function primaryAddress({ privateAddresses }: NetworkInterface): string {
  return privateAddresses[0] ?? '';
}

export function publicAddress(network: Network, one: NetworkInterface): string | undefined {
  return publicAddressOf(network, one, primaryAddress(one));
}
