/** The types of resources that can be shared, all of one region. */

import { shareableTypes } from '../../model/sharing.ts';
import { invalidParameter } from './faults.ts';
import type { RamHandlers } from './handlers.ts';
import { ramPage } from './page.ts';

/** @throws Fault InvalidParameterException */
export function checkScope(scope = 'ALL'): 'ALL' | 'REGIONAL' | 'GLOBAL' {
  if (scope === 'ALL' || scope === 'REGIONAL' || scope === 'GLOBAL') return scope;
  throw invalidParameter(`${scope} is not a valid resource region scope value. Specify a valid value and try again.`);
}

export const resourceTypeOperations: RamHandlers<'ListResourceTypes'> = {
  ListResourceTypes(_, input) {
    const types = checkScope(input.resourceRegionScope) === 'GLOBAL' ? [] : Object.values(shareableTypes);
    const { items, next } = ramPage(types, input, ({ name }) => name);
    const resourceTypes = items.map(({ name }) => ({
      resourceType: name,
      serviceName: name.split(':')[0]!,
      resourceRegionScope: 'REGIONAL' as const,
    }));
    return { resourceTypes, ...next };
  },
};
