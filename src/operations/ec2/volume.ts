/** Volumes: instances here have none, so every listing is empty and every id unknown. */

import { Fault } from '../../base/fault.ts';
import type { Ec2Handlers } from './handlers.ts';

export const volumeOperations = {
  DescribeVolumes(_context, input) {
    const [id] = input.VolumeIds ?? [];
    if (id !== undefined) throw new Fault('InvalidVolume.NotFound', `The volume '${id}' does not exist.`);
    return { Volumes: [] };
  },
} satisfies Ec2Handlers;
