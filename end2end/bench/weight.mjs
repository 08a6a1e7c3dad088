// Bytes, and how they are told.
import { brotliCompressSync, constants } from 'node:zlib';

/** How many bytes are left with Brotli at its best, as a build would pack them. */
export function packed(bytes) {
  return brotliCompressSync(bytes, { params: { [constants.BROTLI_PARAM_QUALITY]: 11 } }).length;
}

export function kilobytes(bytes) {
  return `${(bytes / 1000).toFixed(1)} kB`;
}
