export function forwardS3(): never { throw new Error('x'); }
