/** DHCP options sets, from describe-dhcp-options. */

import type { DhcpOptions } from '../model/dhcp-options.ts';
import { items, required, text } from './item.ts';
import type { Sourced } from './source.ts';
import { baseOf, type World } from './world.ts';

export function readDhcpOptions(_: World, from: Sourced): readonly DhcpOptions[] {
  const configurations = items(from.item, 'DhcpConfigurations').map(
    (one) => [text(one, 'Key') ?? '', items(one, 'Values').flatMap((value) => text(value, 'Value') ?? [])] as const,
  );
  const base = baseOf(from, required(from.item, 'DhcpOptionsId'));
  return [{ ...base, kind: 'dhcp-options', configurations: Object.fromEntries(configurations) }];
}
