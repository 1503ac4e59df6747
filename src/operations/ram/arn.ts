/** RAM's own ARNs: of resource shares, of invitations to them, and of permissions, AWS's and accounts' own. */

import type { ResourceShareInvitation } from '../../model/resource-share.ts';
import { malformedArn } from './faults.ts';

const uuid = '[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}';
const shareForm = new RegExp(`^arn:aws:ram:[a-z0-9-]+:\\d{12}:resource-share/(${uuid})$`);
const invitationForm = new RegExp(`^arn:aws:ram:[a-z0-9-]+:\\d{12}:resource-share-invitation/(${uuid})$`);
const permissionForm = /^arn:aws:ram:(?:[a-z0-9-]+:\d{12}|:aws):permission\/[\w.-]+$/;

/** @throws Fault MalformedArnException */
export function readShareId(arn: string): string {
  const id = shareForm.exec(arn)?.[1];
  if (id === undefined) throw malformedArn(arn);
  return id;
}

/** @throws Fault MalformedArnException */
export function readInvitationId(arn: string): string {
  const id = invitationForm.exec(arn)?.[1];
  if (id === undefined) throw malformedArn(arn);
  return id;
}

/** @throws Fault MalformedArnException */
export function checkPermissionArn(arn: string): void {
  if (!permissionForm.test(arn)) throw malformedArn(arn);
}

export function invitationArn({ region, account, id }: ResourceShareInvitation): string {
  return `arn:aws:ram:${region}:${account}:resource-share-invitation/${id}`;
}

export function permissionArn(region: string, account: string, name: string): string {
  return `arn:aws:ram:${region}:${account}:permission/${name}`;
}
