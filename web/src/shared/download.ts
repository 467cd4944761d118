// A file that is fetched with the session, from memory: it has no open address.

const KEEP_MS = 60_000; // how long the browser may take to read it

/** Where the bytes are for a minute. */
export function addressOf(bytes: Blob): string {
  const address = URL.createObjectURL(bytes);
  window.setTimeout(() => {
    URL.revokeObjectURL(address);
  }, KEEP_MS);
  return address;
}

/** Into the reader's downloads. */
export function saveFile(bytes: Blob, name: string): void {
  const link = document.createElement('a');
  link.href = addressOf(bytes);
  link.download = name;
  link.click();
}
