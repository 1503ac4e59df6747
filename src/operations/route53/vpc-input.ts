/** The VPC that a request names by id and region. */

import type { Vpc } from '../../model/vpc.ts';
import type { Context } from '../context.ts';
import { invalidInput, invalidVpc } from './faults.ts';
import type { Reader } from './lookup.ts';

export interface VpcInput {
  readonly VPCId?: string | undefined;
  readonly VPCRegion?: string | undefined;
}

/** @throws Fault InvalidInput */
export function readVpcInput({ VPCId: vpc, VPCRegion: region }: VpcInput): { vpc: string; region: string } {
  if (!vpc || !region) throw invalidInput('Both the VPC ID and the VPC region must be specified.');
  return { vpc, region };
}

/** @throws Fault InvalidVPCId, also where the VPC is another account's */
export function ownVpc(reader: Reader, { account }: Pick<Context, 'account'>, input: VpcInput): Vpc {
  const { vpc: id, region } = readVpcInput(input);
  const vpc = reader.get('vpc', id);
  if (vpc?.account !== account || vpc.region !== region) throw invalidVpc(id, region);
  return vpc;
}
