/**
 * Object rows: reading, putting and removing them, and the files that hold an object's bytes. An object put in one piece
 * has one file, named by `content`; a multipart object's files are the parts of the upload that `content` names.
 */

import type { Checksum, ChecksumAlgorithm, ChecksumType } from './checksums.ts';
import type { Slice } from './content-stream.ts';
import type { Database, Row } from './database.ts';
import { s3Fault } from './errors.ts';
import type { Tag } from './tags.ts';

export interface ObjectRecord {
  readonly bucket: string;
  readonly key: string;
  readonly content: string;
  readonly size: number;
  /** Zero for an object put in one piece. */
  readonly parts: number;
  /** Without quotes. */
  readonly etag: string;
  /** Milliseconds since 1970. */
  readonly modified: number;
  readonly storageClass: string;
  readonly checksum: Checksum;
  /** Content-Type and its like, and `x-amz-meta-…`, as they are answered. */
  readonly headers: Readonly<Record<string, string>>;
  readonly tags: readonly Tag[];
}

function objectOfRow(row: Row): ObjectRecord {
  return {
    bucket: row.bucket as string,
    key: row.key as string,
    content: row.content as string,
    size: row.size as number,
    parts: row.parts as number,
    etag: row.etag as string,
    modified: row.modified as number,
    storageClass: row.storage_class as string,
    checksum: {
      algorithm: row.checksum_algorithm as ChecksumAlgorithm,
      value: row.checksum_value as string,
      type: row.checksum_type as ChecksumType,
    },
    headers: JSON.parse(row.headers as string) as Record<string, string>,
    tags: JSON.parse((row.tags as string | null) ?? '[]') as Tag[],
  };
}

export function findObject(database: Database, bucket: string, key: string): ObjectRecord | undefined {
  const row = database.get('SELECT * FROM objects WHERE bucket = ? AND key = ?', bucket, key);
  return row && objectOfRow(row);
}

/** The files that hold an object. */
export function filesOf(database: Database, object: ObjectRecord): readonly string[] {
  if (object.parts === 0) return [object.content];
  return database.all('SELECT file FROM parts WHERE upload = ?', object.content).map((row) => row.file as string);
}

/** Where the bytes from `start` up to `end`, both included, lie. */
export function slicesOf(database: Database, object: ObjectRecord, start: number, end: number): readonly Slice[] {
  if (end < start) return [];
  if (object.parts === 0) return [{ file: object.content, start, length: end - start + 1 }];
  const sql = 'SELECT file, start, size FROM parts WHERE upload = ? AND start <= ? AND start + size > ? ORDER BY start';
  return database.all(sql, object.content, end, start).map((row) => {
    const [first, size] = [row.start as number, row.size as number];
    const from = Math.max(start - first, 0);
    return { file: row.file as string, start: from, length: Math.min(end - first + 1, size) - from };
  });
}

/** Inside a commit: forgets the object's rows; answers the files that nothing names any more. */
export function deleteObjectRow(database: Database, bucket: string, key: string): readonly string[] {
  const object = findObject(database, bucket, key);
  if (!object) return [];
  const files = filesOf(database, object);
  database.run('DELETE FROM objects WHERE bucket = ? AND key = ?', bucket, key);
  if (object.parts > 0) database.run('DELETE FROM parts WHERE upload = ?', object.content);
  return files;
}

/** Inside a commit: puts the object in the place of the one that was there; answers the old one's files. */
export function putObjectRow(database: Database, object: ObjectRecord): readonly string[] {
  if (!database.get('SELECT 1 FROM buckets WHERE name = ?', object.bucket)) {
    throw s3Fault('NoSuchBucket', { BucketName: object.bucket });
  }
  const old = deleteObjectRow(database, object.bucket, object.key);
  const sql = `INSERT INTO objects (bucket, key, content, size, parts, etag, modified, storage_class,
    checksum_algorithm, checksum_value, checksum_type, headers, tags) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`;
  database.run(
    sql,
    object.bucket,
    object.key,
    object.content,
    object.size,
    object.parts,
    object.etag,
    object.modified,
    object.storageClass,
    object.checksum.algorithm,
    object.checksum.value,
    object.checksum.type,
    JSON.stringify(object.headers),
    object.tags.length === 0 ? null : JSON.stringify(object.tags),
  );
  return old;
}

/** Inside a commit. */
export function changeObjectTags(database: Database, bucket: string, key: string, tags: readonly Tag[]): void {
  const text = tags.length === 0 ? null : JSON.stringify(tags);
  const sql = 'UPDATE objects SET tags = ? WHERE bucket = ? AND key = ?';
  if (database.run(sql, text, bucket, key) === 0) throw s3Fault('NoSuchKey', { Key: key });
}
