/** How much of anything a request may bring. AWS publishes few of these; where it does, the number is AWS's. */

/** Bytes of a body that is decoded here. */
export const bodyLimit = 1024 * 1024;

/** Bytes of a DynamoDB request: BatchWriteItem takes 16 MB of items. */
export const dynamodbBodyLimit = 17 * 1024 * 1024;

/** `name=value` pairs of a query protocol's form. */
export const parameterLimit = 10_000;

/** Elements of one list or map. */
export const listLimit = 1000;

/** Levels of nesting: dots in a parameter's name, structures inside structures. */
export const depthLimit = 32;

/** Characters of a wrong value that an error message repeats. */
export const quotedValueLimit = 256;

/** Signing keys kept, one for each secret, day, region and service. */
export const signingKeyLimit = 1000;

/** Elements of one XML document: a batch of Route 53's may hold a thousand records of a dozen elements each. */
export const xmlElementLimit = 20_000;

/** Items of one CBOR body, keys and elements among them. */
export const cborItemLimit = 100_000;
