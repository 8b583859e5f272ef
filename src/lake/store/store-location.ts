/** A prefix may have any character in it, a line end too. */
const S3_ADDRESS = /^s3:\/\/([^/]+)\/?(.*)$/s;
const ANY_ADDRESS = /^[a-z][a-z\d+.-]*:\/\//i;

/** Bucket and prefix of an `s3://` address; undefined where a location is a folder. */
export function s3AddressOf(
  location: string,
): { readonly bucket: string; readonly prefix: string } | undefined {
  const [, bucket, prefix = ''] = S3_ADDRESS.exec(location) ?? [];
  return bucket === undefined ? undefined : { bucket, prefix };
}

/** Whether a store may be there: an address of another kind would, as a folder, be one nobody meant. */
export function isStoreLocation(location: string): boolean {
  return S3_ADDRESS.test(location) || !ANY_ADDRESS.test(location);
}
