/** GetObject and HeadObject: conditions, ranges, part numbers, overrides, and the stream of an object's bytes. */

import { bucketOf, type Call, empty, objectOf } from './call.ts';
import { judgeRead, readConditionsOf } from './conditions.ts';
import { ContentStream } from './content-stream.ts';
import { invalidArgument, invalidRequest, s3Fault } from './errors.ts';
import { answeredHeaders, overriddenHeaders } from './object-headers.ts';
import { type ObjectRecord, slicesOf } from './object-rows.ts';
import { type ByteRange, readRange } from './range.ts';
import type { S3Response } from './request.ts';

export const maximumPartNumber = 10_000;

function rangeOfHeader(header: string | undefined, object: ObjectRecord): ByteRange | undefined {
  const answer = readRange(header, object.size);
  switch (answer.kind) {
    case 'whole':
      return undefined;
    case 'part':
      return answer.range;
    case 'unsatisfiable':
      throw s3Fault('InvalidRange', { RangeRequested: header ?? '', ActualObjectSize: String(object.size) });
  }
}

/** A part's bytes; an object put in one piece is its own part 1. */
function rangeOfPart(call: Call, object: ObjectRecord, text: string): ByteRange | undefined {
  const number = Number(text);
  if (!/^\d{1,5}$/.test(text) || number < 1 || number > maximumPartNumber) {
    throw invalidArgument('Part number must be an integer between 1 and 10000, inclusive', 'partNumber', text);
  }
  const unsatisfiable = s3Fault('InvalidPartNumber', {
    PartNumberRequested: text,
    ActualPartCount: String(Math.max(object.parts, 1)),
  });
  if (object.parts === 0) {
    if (number !== 1) throw unsatisfiable;
    return object.size === 0 ? undefined : { start: 0, end: object.size - 1 };
  }
  const sql = 'SELECT start, size FROM parts WHERE upload = ? AND number = ?';
  const part = call.storage.database.get(sql, object.content, number);
  if (!part) throw unsatisfiable;
  const [start, size] = [part.start as number, part.size as number];
  return size === 0 ? undefined : { start, end: start + size - 1 };
}

function requestedRange(call: Call, object: ObjectRecord): ByteRange | undefined {
  const part = call.query.get('partNumber');
  const header = call.headers.range;
  if (part === undefined) return rangeOfHeader(header, object);
  if (header !== undefined) throw invalidRequest('Cannot specify both Range header and partNumber query parameter');
  return rangeOfPart(call, object, part);
}

function judged(call: Call, object: ObjectRecord): S3Response | undefined {
  const verdict = judgeRead(readConditionsOf(call.headers), object);
  switch (verdict.kind) {
    case 'proceed':
      return undefined;
    case 'failed':
      throw s3Fault('PreconditionFailed', { Condition: verdict.condition });
    case 'not-modified': {
      const { etag, 'last-modified': modified } = answeredHeaders(object, call.headers, false);
      return empty(304, { etag: etag!, 'last-modified': modified! });
    }
  }
}

function read(call: Call, withBody: boolean): S3Response {
  bucketOf(call);
  const object = objectOf(call);
  const unchanged = judged(call, object);
  if (unchanged) return unchanged;
  const overrides = overriddenHeaders(call.query, call.request.account === undefined);
  const range = requestedRange(call, object);
  const whole = range === undefined || (range.start === 0 && range.end === object.size - 1);
  const headers = { ...answeredHeaders(object, call.headers, whole), ...overrides };
  const [start, end] = range ? [range.start, range.end] : [0, object.size - 1];
  headers['content-length'] = String(end - start + 1);
  if (range) headers['content-range'] = `bytes ${start}-${end}/${object.size}`;
  if (object.parts > 0 && call.query.has('partNumber')) headers['x-amz-mp-parts-count'] = String(object.parts);
  const status = range ? 206 : 200;
  if (!withBody) return empty(status, headers);
  const slices = slicesOf(call.storage.database, object, start, end);
  const body = slices.length === 0 ? undefined : new ContentStream(call.storage.contents, slices);
  return { status, headers, body };
}

export function getObject(call: Call): S3Response {
  return read(call, true);
}

export function headObject(call: Call): S3Response {
  return read(call, false);
}
