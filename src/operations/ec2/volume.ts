/** Volumes: instances here have none, so every listing is empty and every id unknown. */

import { Fault } from '../../base/fault.ts';
import type { Ec2Handlers } from './handlers.ts';

export const volumeOperations = {
  DescribeVolumes(_context, input) {
    const [id] = input.VolumeIds ?? [];
    if (id !== undefined && !/^vol-([0-9a-f]{8}|[0-9a-f]{17})$/.test(id)) {
      throw new Fault('InvalidParameterValue', `Value (${id}) for parameter volumes is invalid. Expected: 'vol-...'.`);
    }
    if (id !== undefined) throw new Fault('InvalidVolume.NotFound', `The volume '${id}' does not exist.`);
    return { Volumes: [] };
  },
} satisfies Ec2Handlers;
