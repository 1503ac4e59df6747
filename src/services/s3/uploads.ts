/** Rows of multipart uploads and their parts. The rows' SQL is only here and in the object rows that take parts over. */

import type { ChecksumAlgorithm, ChecksumType } from './checksums.ts';
import type { Database, Row } from './database.ts';
import { s3Fault } from './errors.ts';
import type { Tag } from './tags.ts';

export interface UploadRecord {
  readonly id: string;
  readonly bucket: string;
  readonly key: string;
  readonly initiated: number;
  readonly account: string;
  readonly storageClass: string;
  readonly algorithm: ChecksumAlgorithm;
  readonly checksumType: ChecksumType;
  /** True where the client chose the algorithm, so that its parts must bring it. */
  readonly chosen: boolean;
  readonly headers: Readonly<Record<string, string>>;
  readonly tags: readonly Tag[];
}

export interface PartRecord {
  readonly number: number;
  readonly file: string;
  readonly size: number;
  readonly etag: string;
  readonly modified: number;
  /** Base64, of the upload's algorithm. */
  readonly checksum: string;
}

function uploadOfRow(row: Row): UploadRecord {
  return {
    id: row.id as string,
    bucket: row.bucket as string,
    key: row.key as string,
    initiated: row.initiated as number,
    account: row.account as string,
    storageClass: row.storage_class as string,
    algorithm: row.checksum_algorithm as ChecksumAlgorithm,
    checksumType: row.checksum_type as ChecksumType,
    chosen: row.checksum_chosen === 1,
    headers: JSON.parse(row.headers as string) as Record<string, string>,
    tags: JSON.parse((row.tags as string | null) ?? '[]') as Tag[],
  };
}

function partOfRow(row: Row): PartRecord {
  return {
    number: row.number as number,
    file: row.file as string,
    size: row.size as number,
    etag: row.etag as string,
    modified: row.modified as number,
    checksum: row.checksum as string,
  };
}

/** The unfinished upload of that id for that key; throws NoSuchUpload. */
export function findUpload(database: Database, bucket: string, key: string, id: string): UploadRecord {
  const row = database.get('SELECT * FROM uploads WHERE id = ? AND bucket = ? AND key = ?', id, bucket, key);
  if (!row) throw s3Fault('NoSuchUpload', { UploadId: id });
  return uploadOfRow(row);
}

/** Inside a commit. */
export function insertUpload(database: Database, upload: UploadRecord): void {
  if (!database.get('SELECT 1 FROM buckets WHERE name = ?', upload.bucket)) {
    throw s3Fault('NoSuchBucket', { BucketName: upload.bucket });
  }
  const sql = `INSERT INTO uploads (id, bucket, key, initiated, account, storage_class, checksum_algorithm,
    checksum_type, checksum_chosen, headers, tags) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`;
  database.run(
    sql,
    upload.id,
    upload.bucket,
    upload.key,
    upload.initiated,
    upload.account,
    upload.storageClass,
    upload.algorithm,
    upload.checksumType,
    upload.chosen ? 1 : 0,
    JSON.stringify(upload.headers),
    JSON.stringify(upload.tags),
  );
}

function insertPart(database: Database, upload: string, part: PartRecord, start: number): void {
  const sql =
    'INSERT INTO parts (upload, number, file, size, start, etag, modified, checksum) VALUES (?, ?, ?, ?, ?, ?, ?, ?)';
  database.run(sql, upload, part.number, part.file, part.size, start, part.etag, part.modified, part.checksum);
}

/** Inside a commit: puts the part in the place of the one of its number; answers the files that nothing names any more. */
export function putPart(database: Database, upload: UploadRecord, part: PartRecord): readonly string[] {
  findUpload(database, upload.bucket, upload.key, upload.id);
  const old = database.all('SELECT file FROM parts WHERE upload = ? AND number = ?', upload.id, part.number);
  database.run('DELETE FROM parts WHERE upload = ? AND number = ?', upload.id, part.number);
  insertPart(database, upload.id, part, 0);
  return old.map((row) => row.file as string);
}

export function partsOf(database: Database, upload: string, after: number, limit: number): readonly PartRecord[] {
  const sql = 'SELECT * FROM parts WHERE upload = ? AND number > ? ORDER BY number LIMIT ?';
  return database.all(sql, upload, after, limit).map(partOfRow);
}

/** Inside a commit. Answers the files of its parts. */
export function deleteUpload(database: Database, upload: UploadRecord): readonly string[] {
  findUpload(database, upload.bucket, upload.key, upload.id);
  const files = database.all('SELECT file FROM parts WHERE upload = ?', upload.id).map((row) => row.file as string);
  database.run('DELETE FROM parts WHERE upload = ?', upload.id);
  database.run('DELETE FROM uploads WHERE id = ?', upload.id);
  return files;
}

/**
 * Inside a commit: ends the upload and leaves the chosen parts, numbered from one and placed one after the other, for
 * the object row that will name them. Answers the files of parts that were not chosen.
 */
export function settleParts(
  database: Database,
  upload: UploadRecord,
  chosen: readonly PartRecord[],
): readonly string[] {
  const files = new Set(deleteUpload(database, upload));
  let start = 0;
  chosen.forEach((part, index) => {
    insertPart(database, upload.id, { ...part, number: index + 1 }, start);
    start += part.size;
    files.delete(part.file);
  });
  return [...files];
}

/** The next upload after (key, id) whose key begins at or after `from` and before `below`. */
export interface UploadSeek {
  readonly bucket: string;
  readonly from: string;
  readonly fromId: string;
  readonly below: string | undefined;
  readonly limit: number;
}

export function seekUploads(database: Database, seek: UploadSeek): readonly UploadRecord[] {
  const sql = `SELECT * FROM uploads WHERE bucket = ? AND (key, id) > (?, ?) AND (? IS NULL OR key < ?)
    ORDER BY key, id LIMIT ?`;
  const below = seek.below ?? null;
  return database.all(sql, seek.bucket, seek.from, seek.fromId, below, below, seek.limit).map(uploadOfRow);
}
