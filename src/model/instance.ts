/**
 * An instance: what was asked for. Its interfaces are found by the `instance` index of network interfaces. Transitional
 * states are not stored: they follow from `stateRevision` and what the data plane has applied (see state.ts).
 */

import type { ResourceBase } from './resource.ts';

export interface MetadataOptions {
  readonly httpEndpoint: 'enabled' | 'disabled';
  readonly httpTokens: 'required' | 'optional';
  readonly hopLimit: number;
  readonly instanceTags: 'enabled' | 'disabled';
}

export interface Instance extends ResourceBase {
  readonly kind: 'instance';
  readonly vpc: string;
  readonly subnet: string;
  readonly zoneId: string;
  readonly image: string;
  readonly instanceType: string;
  readonly reservation: string;
  readonly launchIndex: number;
  readonly launched: number;
  readonly desired: 'running' | 'stopped' | 'terminated';
  /** The revision that last changed `desired`. */
  readonly stateRevision: number;
  /** Milliseconds since 1970 of the last change of `desired`. */
  readonly stateChanged: number;
  readonly stateReason?: { readonly code: string; readonly message: string };
  readonly keyName?: string;
  /** Base64, as it was given. */
  readonly userData?: string;
  /** ARN of the instance profile. */
  readonly instanceProfile?: string;
  readonly profileAssociation?: string;
  readonly metadata: MetadataOptions;
  readonly disableApiTermination: boolean;
  readonly disableApiStop?: true;
  readonly shutdownBehavior: 'stop' | 'terminate';
  readonly sourceDestCheck: boolean;
}
