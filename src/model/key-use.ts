/**
 * When each long-term access key was used last, and for what: seen at the door since this server started, and kept in memory
 * alone, because a request that only reads must write nothing.
 */

export interface KeyUse {
  /** Milliseconds since 1970. */
  readonly at: number;
  readonly service: string;
  readonly region: string;
}

export interface KeyUses {
  readonly record: (accessKeyId: string, use: KeyUse) => void;
  readonly last: (accessKeyId: string) => KeyUse | undefined;
}

/** Only keys that are there sign, and those that were deleted are few: a key's last use is one small entry. */
export function rememberedKeyUses(): KeyUses {
  const uses = new Map<string, KeyUse>();
  return {
    record: (accessKeyId, use) => void uses.set(accessKeyId, use),
    last: (accessKeyId) => uses.get(accessKeyId),
  };
}

export const noKeyUses: Pick<KeyUses, 'last'> = { last: () => undefined };
