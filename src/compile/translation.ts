/** Public addresses of a VPC's ports and the private addresses behind them, one to one, at the internet gateway. */

import type { Port, Translation } from '../blueprint/blueprint.ts';
import type { Network } from '../model/network.ts';

export function compileTranslations(network: Network, ports: readonly Port[]): readonly Translation[] {
  const found: Translation[] = [];
  for (const port of ports) {
    const elastic = network.find('elastic-address', `interface:${port.id}`);
    for (const address of elastic) {
      const privateAddress = address.association!.privateAddress;
      found.push({ publicAddress: address.publicAddress, privateAddress });
    }
    const auto = network.get('network-interface', port.id)?.autoPublicAddress;
    const primary = port.addresses[0]!;
    // An elastic address on the primary address takes the automatic one's place.
    if (auto !== undefined && !found.some((one) => one.privateAddress === primary)) {
      found.push({ publicAddress: auto, privateAddress: primary });
    }
  }
  return found.sort((one, other) => (one.publicAddress < other.publicAddress ? -1 : 1));
}
