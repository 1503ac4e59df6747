/** Key pairs: none are kept, because nobody signs in to an instance; a launch may name any. */

import { Fault } from '../../base/fault.ts';
import type { Ec2Handlers } from './handlers.ts';

export const keyPairOperations = {
  DescribeKeyPairs(_context, input) {
    const [name] = input.KeyNames ?? [];
    if (name !== undefined) {
      throw new Fault('InvalidKeyPair.NotFound', `The key pair '${name}' does not exist`);
    }
    const [id] = input.KeyPairIds ?? [];
    if (id !== undefined) throw new Fault('InvalidKeyPair.NotFound', `The key pair ID '${id}' does not exist`);
    return { KeyPairs: [] };
  },
} satisfies Ec2Handlers;
