/**
 * Credentials of kinds that cannot be made here: MFA devices, SSH keys, signing certificates and credentials of single
 * services. Clients ask for them before they delete a user; there are none.
 */

import type { Context } from '../context.ts';
import { meantUser, userNamed } from './entity.ts';
import type { IamHandlers } from './handlers.ts';

/** @throws Fault NoSuchEntity for a user that is not there */
function checkUser(context: Context, name: string | undefined): void {
  const meant = meantUser(context, name);
  if (meant !== undefined) userNamed(context.network, context.account, meant);
}

export const absentCredentialOperations: IamHandlers<
  | 'ListMFADevices'
  | 'ListServiceSpecificCredentials'
  | 'ListSigningCertificates'
  | 'ListSSHPublicKeys'
  | 'ListVirtualMFADevices'
> = {
  ListMFADevices(context, input) {
    checkUser(context, input.UserName);
    return { MFADevices: [], IsTruncated: false };
  },
  ListSSHPublicKeys(context, input) {
    checkUser(context, input.UserName);
    return { SSHPublicKeys: [], IsTruncated: false };
  },
  ListSigningCertificates(context, input) {
    checkUser(context, input.UserName);
    return { Certificates: [], IsTruncated: false };
  },
  ListServiceSpecificCredentials(context, input) {
    if (!input.AllUsers) checkUser(context, input.UserName);
    return { ServiceSpecificCredentials: [], IsTruncated: false };
  },
  ListVirtualMFADevices: () => ({ VirtualMFADevices: [], IsTruncated: false }),
};
