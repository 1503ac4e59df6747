/**
 * A value for every IPv4 address, kept as the sorted starts of the ranges that share one. Built from blocks, which lie inside
 * each other or apart; looked up by halving. What the values mean is the caller's matter.
 */

export interface AddressMap<Value> {
  /** First addresses, ascending; the first is 0. */
  readonly starts: readonly number[];
  readonly values: readonly Value[];
}

export interface Block<Value> {
  readonly base: number;
  readonly last: number;
  readonly value: Value;
}

export const lastAddress = 0xffffffff;

/** A run of addresses, both ends included. */
export interface AddressRange {
  readonly from: number;
  readonly to: number;
}

/**
 * @param initial what addresses have that no block covers
 * @param combine what an address has that is in one block more; of equal blocks the later in the list comes on top
 */
export function layered<Value, Sum>(
  blocks: readonly Block<Value>[],
  initial: Sum,
  combine: (sum: Sum, value: Value) => Sum,
): AddressMap<Sum> {
  const ordered =
    blocks.length < 2 ? blocks : [...blocks].sort((one, other) => one.base - other.base || other.last - one.last);
  const starts: number[] = [0];
  const values: Sum[] = [initial];
  const open: { readonly last: number; readonly value: Sum }[] = [{ last: lastAddress, value: initial }];
  const emit = (start: number, value: Sum): void => {
    if (starts.at(-1) === start) {
      starts.pop();
      values.pop();
    }
    if (values.length > 0 && values.at(-1) === value) return;
    starts.push(start);
    values.push(value);
  };
  const closeBefore = (address: number): void => {
    for (let top = open.at(-1)!; open.length > 1 && top.last < address; top = open.at(-1)!) {
      open.pop();
      emit(top.last + 1, open.at(-1)!.value);
    }
  };
  for (const { base, last, value } of ordered) {
    closeBefore(base);
    const sum = combine(open.at(-1)!.value, value);
    open.push({ last, value: sum });
    emit(base, sum);
  }
  closeBefore(lastAddress);
  return { starts, values };
}

export function indexAt({ starts }: AddressMap<unknown>, address: number): number {
  let low = 0;
  let high = starts.length;
  while (high - low > 1) {
    const middle = (low + high) >>> 1;
    if (starts[middle]! <= address) low = middle;
    else high = middle;
  }
  return low;
}

export function valueAt<Value>(map: AddressMap<Value>, address: number): Value {
  return map.values[indexAt(map, address)]!;
}

/** The addresses around one that have the same value and no start between them. */
export function rangeAt({ starts }: AddressMap<unknown>, index: number): AddressRange {
  return { from: starts[index]!, to: (starts[index + 1] ?? lastAddress + 1) - 1 };
}

export function mapped<Value, Other>(
  { starts, values }: AddressMap<Value>,
  change: (value: Value) => Other,
): AddressMap<Other> {
  const kept: number[] = [];
  const changed: Other[] = [];
  for (const [index, value] of values.entries()) {
    const other = change(value);
    if (changed.length > 0 && changed.at(-1) === other) continue;
    kept.push(starts[index]!);
    changed.push(other);
  }
  return { starts: kept, values: changed };
}

export function merged<Value, Other, Sum>(
  one: AddressMap<Value>,
  other: AddressMap<Other>,
  combine: (value: Value, other: Other) => Sum,
): AddressMap<Sum> {
  const starts: number[] = [];
  const values: Sum[] = [];
  let [first, second] = [0, 0];
  for (let start = 0; start <= lastAddress; ) {
    const value = combine(one.values[first]!, other.values[second]!);
    if (values.length === 0 || values.at(-1) !== value) {
      starts.push(start);
      values.push(value);
    }
    const [nextOne, nextOther] = [
      one.starts[first + 1] ?? lastAddress + 1,
      other.starts[second + 1] ?? lastAddress + 1,
    ];
    start = Math.min(nextOne, nextOther);
    if (nextOne === start) first += 1;
    if (nextOther === start) second += 1;
  }
  return { starts, values };
}

/** What two ranges have in common; from beyond to, where it is nothing. */
export function shared(one: AddressRange, other: AddressRange): AddressRange {
  return { from: Math.max(one.from, other.from), to: Math.min(one.to, other.to) };
}
